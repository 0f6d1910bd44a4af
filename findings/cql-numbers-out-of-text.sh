#!/usr/bin/env bash
# Package: cql-execution@3.3.2
# Expected: ToInteger, ToDecimal and ToQuantity take a text that is a number from end to end, ToQuantity with the unit in
#   quotes behind it; for any other text the result is null, and ConvertsTo... is false (CQL 1.5.3 appendix B, Type Operators).
# Happens: they take the first number they see and leave the rest aside: '2026-01-15' is the integer 2026, '12 mg' the integer 12
#   and the quantity 12 without a unit, '1,000' the decimal 1, "less than 12 'mg'" 12 mg, and ".5 'mg'" 5 mg, ten times as much.
#   ConvertsToInteger and ConvertsToQuantity are true for all of them.
# Matters: Results and doses that a system sends as text ("<12", "1,000", "5-10") get past the check that is there to tell
#   numbers from text, and are compared as another amount. Test with Matches before converting.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error cql-execution@3.3.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import cql from 'cql-execution';

async function evaluate(type, text) {
  const operand = { type: 'Literal', valueType: '{urn:hl7-org:elm-types:r1}String', value: text };
  const library = new cql.Library({
    library: {
      identifier: { id: 'Conversion' },
      schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
      usings: { def: [{ localIdentifier: 'System', uri: 'urn:hl7-org:elm-types:r1' }] },
      statements: { def: [{ name: 'Result', context: 'Unfiltered', accessLevel: 'Public', expression: { type, operand } }] },
    },
  });
  const results = await new cql.Executor(library).exec(new cql.PatientSource([]));
  const result = results.unfilteredResults.Result;
  return result?.isQuantity ? [result.value, result.unit] : result;
}

assert.equal(await evaluate('ToInteger', '12'), 12);
assert.deepEqual(await evaluate('ToQuantity', "12 'mg'"), [12, 'mg']);
assert.equal(await evaluate('ToInteger', 'mg'), null);
// From here on the standard says null.
assert.equal(await evaluate('ToInteger', '2026-01-15'), 2026);
assert.equal(await evaluate('ToInteger', '12 mg'), 12);
assert.equal(await evaluate('ToInteger', '1.9'), 1);
assert.equal(await evaluate('ToDecimal', '1,000'), 1);
assert.deepEqual(await evaluate('ToQuantity', '12 mg'), [12, '']);
assert.deepEqual(await evaluate('ToQuantity', "less than 12 'mg'"), [12, 'mg']);
assert.deepEqual(await evaluate('ToQuantity', ".5 'mg'"), [5, 'mg']);
for (const text of ['2026-01-15', '12 mg']) {
  // Here it says false.
  assert.equal(await evaluate('ConvertsToInteger', text), true);
  assert.equal(await evaluate('ConvertsToQuantity', text), true);
}
console.log('As found: cql-execution takes the first number out of a text that is none.');
END
node finding.mjs
