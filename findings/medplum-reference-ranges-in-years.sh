#!/usr/bin/env bash
# Package: @medplum/core@5.2.13
# Expected: the age of a qualified interval is a Range of quantities, whose unit says years, months, weeks or days; only for somebody of
#   that age does the reference range apply (FHIR R4, ObservationDefinition.qualifiedInterval.age; data types, Range and Age).
# Happens: findObservationReferenceRange and findObservationInterval compare the numbers with the patient's age in years, whatever the
#   unit. "0 to 28 days" is everybody up to 28 years, "6 to 24 months" everybody from 6 to 24 years, and no infant. Ranges in
#   years are right. No error.
# Matters: A bilirubin of 10 mg/dL, which a newborn may have, is normal in an adult of 25, as the newborn's range stands first; an
#   infant's haemoglobin gets no range at all, and so no flag. Compare the units before using either function.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @medplum/core@5.2.13 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { findObservationInterval, findObservationReferenceRange } from '@medplum/core';

function aged(days) {
  const birth = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  return { resourceType: 'Patient', birthDate: birth.toISOString().slice(0, 10) };
}
const newborn = aged(10);
const infant = aged(425); // 14 months
const child = aged(9.5 * 365.25);
const adult = aged(25.5 * 365.25);

const ucum = 'http://unitsofmeasure.org';
const interval = (condition, low, high, unit, code, range) => ({
  category: 'reference',
  condition,
  age: { low: { value: low, unit, system: ucum, code }, high: { value: high, unit, system: ucum, code } },
  range,
});
const definition = (...qualifiedInterval) => ({ resourceType: 'ObservationDefinition', code: { text: 'Test' }, qualifiedInterval });
const bilirubin = definition(
  interval('newborn', 0, 28, 'days', 'd', { high: { value: 12, unit: 'mg/dL' } }),
  interval('adult', 18, 120, 'years', 'a', { high: { value: 1.2, unit: 'mg/dL' } }),
);
const haemoglobin = definition(interval('infant', 6, 24, 'months', 'mo', { low: { value: 10.5 }, high: { value: 14 } }));
const inYears = definition(interval('child', 5, 12, 'years', 'a', { low: { value: 11.5 }, high: { value: 15.5 } }));

assert.equal(findObservationReferenceRange(inYears, child)?.condition, 'child');
assert.equal(findObservationReferenceRange(inYears, adult), undefined);
assert.equal(findObservationReferenceRange(bilirubin, newborn)?.condition, 'newborn');
assert.equal(findObservationReferenceRange(bilirubin, adult)?.condition, 'newborn');
assert.equal(findObservationInterval(bilirubin, adult, 10)?.condition, 'newborn');
assert.equal(findObservationReferenceRange(haemoglobin, infant), undefined);
assert.equal(findObservationReferenceRange(haemoglobin, child)?.condition, 'infant');
console.log('As found: @medplum/core reads the age of a reference range in years, whatever its unit.');
END
node finding.mjs
