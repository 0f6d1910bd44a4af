#!/usr/bin/env bash
# Package: @openmrs/esm-patient-vitals-app@12.3.4 with @openmrs/esm-utils@10.0.0 (bundled for Node by esbuild@0.28.0)
# Expected: a child from 6 months to 5 years whose upper arm measures less than 115 mm is severely malnourished (WHO and UNICEF, joint statement "WHO
#   child growth standards and the identification of severe acute malnutrition in infants and children", 2009), and one of 125 mm or more is not.
#   With useMuacColors the form shows that as red, yellow and green, with limits of its own for school children, adolescents and adults.
# Happens: age() says the age below one year in weeks and below two in months, "14 mths, 3 days", and the form takes the first number of this text for
#   years. A child of 14 months with an arm of 15 cm is red, as by the limit of adolescents, 16.5 cm, and so are one of 31 weeks and one of
#   20 months by that of adults, 19.5 cm. From two years on the text begins with the years: with 15 cm a child of 3 years is green.
# Matters: Arms are measured to find the malnourished among small children. Below two years the healthy ones are red as well, so that the red of one
#   who is malnourished says nothing. Hand getMuacColorCode the years, or do without the colors below two years.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @openmrs/esm-utils@10.0.0 dayjs@1.11.19 lodash@4.17.21 esbuild@0.28.0 >/dev/null
# Only its own files: the application that it is a part of has hundreds of megabytes.
npm pack --silent @openmrs/esm-patient-vitals-app@12.3.4 >/dev/null
tar xzf openmrs-esm-patient-vitals-app-12.3.4.tgz
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';

const form = './package/src/vitals-biometrics-form';
const source = readFileSync(`${form}/exported-vitals-biometrics-form.workspace.tsx`, 'utf8');
assert.match(source, /extractNumbers\(age\(patientBirthDate\)\)/);

// What the form calls, bundled without its page.
writeFileSync(
  'calls.ts',
  `import '@formatjs/intl-durationformat/polyfill.js';
export { age } from './node_modules/@openmrs/esm-utils/src/age-helpers';
export { extractNumbers, getMuacColorCode } from '${form}/vitals-biometrics-form.utils';`,
);
buildSync({ entryPoints: ['calls.ts'], outfile: 'calls.cjs', bundle: true, platform: 'node', logLevel: 'error' });
globalThis.window = { i18next: { language: 'en' } };
const { age, extractNumbers, getMuacColorCode } = createRequire(import.meta.url)('./calls.cjs');

const today = '2026-01-15';
function color(birthDate, arm) {
  let shown;
  getMuacColorCode(extractNumbers(age(birthDate, today)), arm, (code) => {
    shown = code;
  });
  return shown;
}

assert.deepEqual(['2023-01-15', '2022-06-01'].map((birthDate) => age(birthDate, today)), ['3 yrs', '3 yrs, 7 mths']);
assert.deepEqual([11, 12, 15].map((arm) => color('2023-01-15', arm)), ['red', 'yellow', 'green']);
assert.deepEqual([11, 12, 15].map((arm) => color('2022-06-01', arm)), ['red', 'yellow', 'green']);

const infants = { '2025-06-10': '31 wks, 2 days', '2024-11-12': '14 mths, 3 days', '2024-05-15': '20 mths' };
assert.deepEqual(Object.keys(infants).map((birthDate) => age(birthDate, today)), Object.values(infants));
assert.deepEqual(Object.keys(infants).map((birthDate) => extractNumbers(age(birthDate, today))), [31, 14, 20]);
for (const birthDate of Object.keys(infants)) assert.deepEqual([12, 15, 16].map((arm) => color(birthDate, arm)), ['red', 'red', 'red']);
console.log('As found: the vitals form of OpenMRS takes the months and weeks of an infant for years.');
END
node finding.mjs
