#!/usr/bin/env bash
# Package: jsgrowup@0.8.0
# Expected: a child below 24 months that was measured standing is 0.7 cm longer lying, and from 24 months on one that was measured lying 0.7 cm shorter
#   standing: that much is added to its height, or taken away, before the table is read (WHO Child Growth Standards; anthro_zscores of WHO's own
#   package anthro, lenhei). adjustHeightData is there "to correct for recumbent vs standing measurements" (the comment in index.js).
# Happens: with adjustHeightData, 0.7 is added to the weight, in kilograms, and the height is left as it is. A girl of 20 months, 80 cm and 8.4 kg, who
#   is wasted with a score of -2.3 by WHO's table of heights, and of lengths at 80.7 cm, has -1.34, as much as with 9.1 kg. By length, 0.7 kg
#   are taken away, but from weights above 65.7 kg, which no such child has. Without adjustHeightData her score is right.
# Matters: Below -2 a child is wasted, and gets food and a check-up. Whoever asks for the correction that WHO prescribes hides a whole SD, with
#   every child alike. Leave it false, and correct the height by age before you ask.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error jsgrowup@0.8.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { Calculator, WEIGHT_FOR_HEIGHT, WEIGHT_FOR_LENGTH, buildTablesObject } = createRequire(import.meta.url)('jsgrowup');
const tables = await buildTablesObject();

function score(indicator, { height, weight, adjustHeightData }) {
  return new Calculator(adjustHeightData, false, tables).zscoreForMeasurement(indicator, weight, 20, 'F', height);
}
const standing = (child) => score(WEIGHT_FOR_HEIGHT, child);

assert.equal(standing({ height: 80, weight: 8.4, adjustHeightData: false }), -2.3);
assert.equal(standing({ height: 80, weight: 9.1, adjustHeightData: false }), -1.34);
assert.equal(standing({ height: 80, weight: 8.4, adjustHeightData: true }), -1.34);

// Lying she would be 80.7 cm, and has the same score by the table of lengths, which is read by half centimeters.
assert.equal(score(WEIGHT_FOR_LENGTH, { height: 80.7, weight: 8.4, adjustHeightData: false }), -2.25);
for (const adjustHeightData of [false, true])
  assert.equal(score(WEIGHT_FOR_LENGTH, { height: 80, weight: 8.4, adjustHeightData }), -2.12);
console.log('As found: jsgrowup adds 0.7 kg to the weight where 0.7 cm belong to the height.');
END
node finding.mjs
