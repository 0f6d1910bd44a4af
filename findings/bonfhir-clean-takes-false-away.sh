#!/usr/bin/env bash
# Package: @bonfhir/core@2.22.1
# Expected: cleanFhirValues "cleans up un-FHIR values: empty strings, arrays with null, undefined, empty strings or {}, etc." (its
#   documentation). false and 0 are values (FHIR R4, data types, boolean and integer).
# Happens: it takes every false and every 0 away: active, doNotPerform, multipleBirthInteger, a Quantity of 0, a question answered with
#   no. What is left is valid, and says less or the opposite.
# Matters: It is the tool at hand for a form before it is sent. "Able to walk: no" becomes unanswered, an inactive patient just a
#   patient, and a pain score of 0 an Observation without value. Do not clean, or only what has no false and no 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @bonfhir/core@2.22.1 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { cleanFhirValues } from '@bonfhir/core/r4b';

const cleaned = (resource) => cleanFhirValues(structuredClone(resource));

assert.deepEqual(cleaned({ resourceType: 'Patient', active: true, multipleBirthInteger: 2, language: '' }), {
  resourceType: 'Patient',
  active: true,
  multipleBirthInteger: 2,
});
assert.deepEqual(cleaned({ resourceType: 'Patient', active: false, multipleBirthInteger: 0 }), { resourceType: 'Patient' });

const painScore = (value) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '72514-3' }] },
  valueQuantity: { value, system: 'http://unitsofmeasure.org', code: '{score}' },
});
assert.deepEqual(cleaned(painScore(7)), painScore(7));
assert.deepEqual(cleaned(painScore(0)).valueQuantity, { system: 'http://unitsofmeasure.org', code: '{score}' });

const walking = (valueBoolean) => ({
  resourceType: 'QuestionnaireResponse',
  status: 'completed',
  item: [{ linkId: 'walks', answer: [{ valueBoolean }] }],
});
assert.deepEqual(cleaned(walking(true)), walking(true));
assert.deepEqual(cleaned(walking(false)).item, [{ linkId: 'walks' }]);
console.log('As found: cleanFhirValues of @bonfhir/core takes false and 0 away.');
END
node finding.mjs
