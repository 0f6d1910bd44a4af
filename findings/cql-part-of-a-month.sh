#!/usr/bin/env bash
# Package: cql-execution@3.3.2, fhirpath@5.2.2
# Expected: of a quantity above seconds that is added to a date, "any decimal portion" is ignored (CQL 1.5.3 appendix B, Date
#   and Time Operators, Add and Subtract; FHIRPath 2.0.0 section 6.7): 2026-01-01 and 1.5 months are 2026-02-01, as in fhirpath.js.
# Happens: cql-execution makes days of the fraction: 2026-02-16. 1.9 years lead to 2027-11-25, where 2027-01-01 is meant, and
#   1.5 days after midnight is noon of the next day. No error and no warning.
# Matters: A follow-up or look-back whose length is computed (a third of 4 months, half of a supply) ends on another day than
#   the standard says, and a patient is in or out of the interval by it. Put Truncate(...) around the number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error cql-execution@3.3.2 fhirpath@5.2.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import cql from 'cql-execution';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';

const integer = (value) => ({ type: 'Literal', valueType: '{urn:hl7-org:elm-types:r1}Integer', value: String(value) });
const date = (year, month, day) => ({ type: 'Date', year: integer(year), month: integer(month), day: integer(day) });
const midnight = { ...date(2026, 1, 1), type: 'DateTime', hour: integer(0), minute: integer(0), second: integer(0) };

async function evaluate(type, moment, value, unit) {
  const expression = { type, operand: [moment, { type: 'Quantity', value, unit }] };
  const library = new cql.Library({
    library: {
      identifier: { id: 'Arithmetic' },
      schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
      usings: { def: [{ localIdentifier: 'System', uri: 'urn:hl7-org:elm-types:r1' }] },
      statements: { def: [{ name: 'Result', context: 'Unfiltered', accessLevel: 'Public', expression }] },
    },
  });
  const results = await new cql.Executor(library).exec(new cql.PatientSource([]));
  return results.unfilteredResults.Result.toString().slice(0, 16);
}
console.warn = () => {}; // fhirpath.js says on it that it leaves the fraction away.
const inFhirPath = (text) => String(fhirpath.evaluate({}, text, {}, r4)[0]);

assert.equal(await evaluate('Add', date(2026, 1, 1), 1, 'month'), '2026-02-01');
assert.equal(await evaluate('Add', date(2026, 1, 1), 1.5, 'months'), '2026-02-16');
assert.equal(inFhirPath('@2026-01-01 + 1.5 months'), '2026-02-01');
assert.equal(await evaluate('Add', date(2026, 1, 1), 1.9, 'years'), '2027-11-25');
assert.equal(inFhirPath('@2026-01-01 + 1.9 years'), '2027-01-01');
assert.equal(await evaluate('Subtract', date(2026, 3, 1), 1.5, 'months'), '2026-01-17');
assert.equal(inFhirPath('@2026-03-01 - 1.5 months'), '2026-02-01');
assert.equal(await evaluate('Add', midnight, 1.5, 'days'), '2026-01-02T12:00');
console.log('As found: cql-execution adds the fraction of a month as days.');
END
node finding.mjs
