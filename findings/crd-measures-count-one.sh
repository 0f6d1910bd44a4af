#!/usr/bin/env bash
# Package: Da Vinci CRD 2.2.1 (hl7.fhir.us.davinci-crd, page "Metrics"); fhirpath@5.2.0, @medplum/core@5.2.13
# Expected: the volumes of measures 1 to 3, "orders with results returned" and the like, count orders, since they are divided by
#   CRDMetricData.where(httpResponse=200).request.count() to a percentage.
# Happens: they are written request.exists(...).count(), and exists gives one Boolean, true or false (FHIRPath 2.0.0 section 5.1,
#   exists), which count() counts: the volume is 1 whatever was exported, also where no order has such a result, and so is the
#   divisor of measure 4. Measure 5, written request.where(...).count(), counts.
# Matters: a payer that computes the published expressions reports 1 for everything. Write where(x.exists()) in place of exists(x).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error fhirpath@5.2.0 @medplum/core@5.2.13 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import fhirpath from 'fhirpath';
import { evalFhirPath } from '@medplum/core';

const covered = { type: 'coverage-info', coverageInfo: [{ covered: 'covered', assertionId: 'a' }] };
const order = (response) => ({ type: 'ServiceRequest', orderDetail: { text: 'MRI' }, response });
const calls = [
  { httpResponse: 200, request: [order([covered]), order([covered]), order([])] },
  { httpResponse: 200, request: [order([covered])] },
];
const engines = {
  'fhirpath.js': (text) => fhirpath.evaluate({ CRDMetricData: calls }, text)[0],
  Medplum: (text) => evalFhirPath(text, { CRDMetricData: calls })[0],
};
for (const [name, evaluate] of Object.entries(engines)) {
  // Measures 2 and 3 as published, with one response type of measure 2 put in.
  const published = (inner) => evaluate(`CRDMetricData.request.exists(response.coverageInfo.where(${inner})).count()`);
  const counting = (inner) => evaluate(`CRDMetricData.request.where(response.coverageInfo.where(${inner}).exists()).count()`);
  assert.deepEqual([published("covered='covered'"), published("paNeeded = 'auth-needed'")], [1, 1], name);
  assert.deepEqual([counting("covered='covered'"), counting("paNeeded = 'auth-needed'")], [3, 0], name);
}
console.log('As found: the published measures count one, where three orders are covered and where none needs authorization.');
END
node finding.mjs
