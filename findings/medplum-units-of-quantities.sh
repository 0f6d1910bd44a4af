#!/usr/bin/env bash
# Package: @medplum/core@5.2.13, fhirpath@5.2.0
# Expected: quantities of one dimension are compared by their units (FHIRPath 2.0.0 section 6.2): 1 g is more than 500
#   mg, as fhirpath.js says.
# Happens: Medplum's evalFhirPath compares and adds the numbers and leaves the units aside: 1 g is less than 500 mg,
#   both together are 501 g.
# Matters: A threshold on a dose, a weight or a laboratory value gives the opposite answer where the client records
#   another unit than the rule, without an error.
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

const dose = { value: 1, unit: 'g', system: 'http://unitsofmeasure.org', code: 'g' };
const observation = { resourceType: 'Observation', status: 'final', code: { text: 'Dose' }, valueQuantity: dose };
const both = (text) => [fhirpath.evaluate(observation, text, {}, r4), evalFhirPath(text, observation)];

assert.deepEqual(both("value > 500 'mg'"), [[true], [false]]);
assert.deepEqual(both("value < 500 'mg'"), [[false], [true]]);
assert.deepEqual(both("value = 1000 'mg'"), [[true], [false]]);
assert.equal(evalFhirPath("value + 500 'mg'", observation)[0].value, 501);
console.log('As found: Medplum compares quantities by their numbers alone.');
END
node finding.mjs
