#!/usr/bin/env bash
# Package: @medplum/core@5.2.13, fhirpath@5.2.0
# Expected: a date and a duration add up to a date (FHIRPath 2.0.0 section 6.7.1): 2026-01-31 and 1 month are
#   2026-02-28, as fhirpath.js says.
# Happens: Medplum's evalFhirPath writes the number behind the text of the date (2026-01-311), gives null for a
#   difference, and false for a comparison with one.
# Matters: "birthDate <= today() - 18 years" is never true, without an error: rules on age, on how old a record is and
#   on time since an earlier order are silently never met.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @medplum/core@5.2.13 fhirpath@5.2.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';
import { evalFhirPath } from '@medplum/core';

const patient = { resourceType: 'Patient', birthDate: '1960-01-31' };
const both = (text) => [fhirpath.evaluate(patient, text, {}, r4).map(String), evalFhirPath(text, patient)];

assert.deepEqual(both('@2026-01-31 + 1 month'), [['2026-02-28'], ['2026-01-311']]);
assert.deepEqual(both('birthDate + 65 years'), [['2025-01-31'], ['1960-01-3165']]);
assert.deepEqual(evalFhirPath('today() - 30 days', patient).map(String), ['NaN']);
assert.deepEqual(both('birthDate <= today() - 18 years'), [['true'], [false]]);
console.log('As found: Medplum adds a number of months to the text of a date.');
END
node finding.mjs
