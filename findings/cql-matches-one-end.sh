#!/usr/bin/env bash
# Package: cql-execution@3.3.2
# Expected: Matches finds the pattern in any part of the text, unless the pattern itself has ^ and $ (CQL 1.5.3 appendix B,
#   Matches: "use partial matching"); before 1.5.3 the standard was silent on it, and one reading was the whole text.
# Happens: neither. The engine puts ^ before the pattern and $ behind it, without parentheses. A plain pattern has to be the
#   whole text ('Library' is not found in the standard's own example); of the alternatives 'a|b' the first is tied to the
#   beginning only and the last to the end only, and one in the middle to nothing.
# Matters: Of '97012|97140|97530' the text '97012-59' matches and '97530-59' does not; 'X97530' does and 'X97012' does not. Which
#   codes are found depends on their order in the pattern. Write '^(?:a|b)$' or '.*(?:a|b).*', which mean the same everywhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error cql-execution@3.3.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import cql from 'cql-execution';

const literal = (value) => ({ type: 'Literal', valueType: '{urn:hl7-org:elm-types:r1}String', value });

async function matches(text, pattern) {
  const expression = { type: 'Matches', operand: [literal(text), literal(pattern)] };
  const library = new cql.Library({
    library: {
      identifier: { id: 'Patterns' },
      schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
      usings: { def: [{ localIdentifier: 'System', uri: 'urn:hl7-org:elm-types:r1' }] },
      statements: { def: [{ name: 'Result', context: 'Unfiltered', accessLevel: 'Public', expression }] },
    },
  });
  const results = await new cql.Executor(library).exec(new cql.PatientSource([]));
  return results.unfilteredResults.Result;
}

assert.equal(await matches('http://fhir.org/guides/cqf/common/Library/FHIR-ModelInfo|4.0.1', 'Library'), false);
const codes = '97012|97140|97530';
const answers = {};
for (const text of ['97012', '97012-59', '97140-59', '97530-59', 'X97012', 'X97140', 'X97530']) answers[text] = await matches(text, codes);
assert.deepEqual(answers, {
  97012: true,
  '97012-59': true,
  '97140-59': true,
  '97530-59': false,
  X97012: false,
  X97140: true,
  X97530: true,
});
for (const text of Object.keys(answers)) {
  assert.equal(await matches(text, `^(?:${codes})$`), text === '97012');
  assert.equal(await matches(text, `.*(?:${codes}).*`), true);
}
console.log('As found: cql-execution ties the first alternative to the beginning and the last to the end.');
END
node finding.mjs
