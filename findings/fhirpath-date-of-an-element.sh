#!/usr/bin/env bash
# Package: fhirpath@5.2.2
# Expected: toDate() of a DateTime is its date (FHIRPath 2.0.0 section 5.5.4), and an element of type dateTime or instant
#   stands for a DateTime (FHIR R4, FHIRPath page, "Using FHIR types in expressions").
# Happens: fhirpath.js gives the date of a literal and of now(), but nothing for an element that has a time of day: its text is
#   read as a String, which has to be YYYY-MM-DD. convertsToDate() is false. An element with the date alone is converted, and
#   toDateTime().toDate() works for both.
# Matters: "authoredOn.toDate() = today()" is never true and never an error, and works in the tests of whoever wrote dates without
#   a time there. Write authoredOn.toDateTime().toDate().
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error fhirpath@5.2.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';

const order = (authoredOn) => ({
  resourceType: 'ServiceRequest',
  meta: { lastUpdated: '2026-01-15T09:31:00.000Z' },
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p1' },
  authoredOn,
});
const evaluate = (authoredOn, text) => fhirpath.evaluate(order(authoredOn), text, {}, r4).map(String);
const moment = '2026-01-15T09:30:00-05:00';

assert.deepEqual(evaluate(moment, 'authoredOn is dateTime'), ['true']);
assert.deepEqual(evaluate(moment, `@${moment}.toDate()`), ['2026-01-15']);
assert.deepEqual(evaluate(moment, 'authoredOn.toDate()'), []);
assert.deepEqual(evaluate(moment, 'authoredOn.toDate() = @2026-01-15'), []);
assert.deepEqual(evaluate(moment, 'authoredOn.convertsToDate()'), ['false']);
assert.deepEqual(evaluate(moment, 'meta.lastUpdated.toDate()'), []);
assert.deepEqual(evaluate(moment, 'authoredOn.toDateTime().toDate()'), ['2026-01-15']);
assert.deepEqual(evaluate('2026-01-15', 'authoredOn.toDate()'), ['2026-01-15']);
assert.deepEqual(evaluate('2026-01-15', 'authoredOn.toDateTime().toDate()'), ['2026-01-15']);
console.log('As found: fhirpath.js has no date for an element with a time of day.');
END
node finding.mjs
