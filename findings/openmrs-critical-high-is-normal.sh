#!/usr/bin/env bash
# Package: @openmrs/esm-patient-vitals-app@12.3.4 beside @openmrs/esm-patient-tests-app@12.3.4 (bundled for Node by esbuild@0.28.0)
# Expected: Observation.interpretation judges a result by a code: HH "Critical high", LL "Critical low", > "Off scale high", HU "Significantly high", A
#   "Abnormal" (FHIR R4, Observation; HL7 v3 ObservationInterpretation). The code says it, and the display is how people may read it (FHIR R4,
#   Coding).
# Happens: the vitals app reads the display and not the code. It knows five displays, "Critically High" among them where the code system has "Critical
#   high", and takes each other for normal: what is critical, off the scale or abnormal in the code system's own words. As the result is judged
#   already, the reference ranges are not asked any more: 240/150 is critically high without HH, and normal with it. The app for test results,
#   of the same version, reads the code, and finds the same observation critically high.
# Matters: A pressure that came with the note that somebody must act at once has no mark in the header of the patient's chart. High and Low get through,
#   so that a try looks right. Map the code, and ask the ranges where it is not known.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error dayjs@1.11.19 esbuild@0.28.0 >/dev/null
# Only their own files: the application that they are parts of has hundreds of megabytes.
for app in vitals tests; do
  npm pack --silent @openmrs/esm-patient-$app-app@12.3.4 >/dev/null
  mkdir $app
  tar xzf openmrs-esm-patient-$app-app-12.3.4.tgz -C $app
done
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';

const vitals = './vitals/package/src/common';
const source = readFileSync(`${vitals}/data.resource.ts`, 'utf8');
const asked = String.raw`interpretation\?\.\[0\]\?\.coding\?\.\[0\]\?\.display`;
assert.match(source, new RegExp(`${asked}\\s+\\? mapFhirInterpretationToObservationInterpretation\\(resource\\.${asked}\\)\\s+: assessValue\\(`));

// What both apps judge a result by, bundled without their pages and the application's framework.
writeFileSync('framework.cjs', 'module.exports = {};\n');
writeFileSync(
  'judges.ts',
  `export { interpretBloodPressure, mapFhirInterpretationToObservationInterpretation as byDisplay } from '${vitals}/helpers';
export { extractObservationInterpretation as byCode } from './tests/package/src/test-results/loadPatientTestData/helpers';`,
);
const alias = { '@openmrs/esm-framework': './framework.cjs' };
buildSync({ entryPoints: ['judges.ts'], alias, outfile: 'judges.cjs', bundle: true, platform: 'node', logLevel: 'error' });
const { byCode, byDisplay, interpretBloodPressure } = createRequire(import.meta.url)('./judges.cjs');

function judged(code, display) {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
  const interpretation = [{ coding: [{ system, code, display }] }];
  return [byDisplay(interpretation[0].coding[0].display), byCode({ interpretation })];
}

assert.deepEqual(judged('H', 'High'), ['high', 'HIGH']);
assert.deepEqual(judged('L', 'Low'), ['low', 'LOW']);
assert.deepEqual(judged('N', 'Normal'), ['normal', 'NORMAL']);

assert.deepEqual(judged('HH', 'Critical high'), ['normal', 'CRITICALLY_HIGH']);
assert.deepEqual(judged('LL', 'Critical low'), ['normal', 'CRITICALLY_LOW']);
assert.deepEqual(judged('HU', 'Significantly high'), ['normal', 'OFF_SCALE_HIGH']);
assert.deepEqual(judged('>', 'Off scale high'), ['normal', 'OFF_SCALE_HIGH']);
assert.deepEqual(judged('A', 'Abnormal'), ['normal', undefined]);

// A pressure of 240/150, with and without what the observations say of it.
const concepts = { systolicBloodPressureUuid: 'systolic', diastolicBloodPressureUuid: 'diastolic' };
const ranges = [
  { uuid: 'systolic', hiNormal: 140, hiCritical: 180 },
  { uuid: 'diastolic', hiNormal: 90, hiCritical: 120 },
];
const said = byDisplay('Critical high');
assert.equal(interpretBloodPressure(240, 150, concepts, ranges), 'critically_high');
assert.equal(interpretBloodPressure(240, 150, concepts, ranges, said, said), 'normal');
console.log('As found: the vitals app of OpenMRS takes "Critical high" for normal.');
END
node finding.mjs
