#!/usr/bin/env bash
# Package: @cornerstonejs/calculate-suv@1.1.0
# Expected: the standardized uptake value is the concentration divided by the dose and multiplied by the body weight (SUVbw) or by the lean body mass
#   (SUVlbm), so that the second is always the first times lean mass by weight. With Units BQML the factor of SUVbw is weight by decayed dose, with
#   GML 1, since such pixels are SUVs of the body weight already, and with CNTS Philips' factor of the counts, or the one that makes Bq/mL of them
#   (DICOM PS3.3, C.8.9.1, Units and SUV Type; QIBA's vendor-neutral pseudo-code for SUV, which the README says the package follows).
# Happens: suvbw is right for all of them. suvlbm, suvlbmJanma and suvbsa are always those of BQML: a lesion of SUVbw 10 in an image of GML has the
#   SUVlbm 0.0039 in place of 7.9, and counts of 0.5 Bq/mL each are taken for Bq/mL, so that it is 15.7. No warning.
# Matters: SUVlbm is what PERCIST compares before and after therapy. A value that is twice too high looks like any other, and two scanners in one
#   study show an uptake that has doubled. Take suvbw, and multiply it by lean mass by weight.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @cornerstonejs/calculate-suv@1.1.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { calculateSUVScalingFactors } = createRequire(import.meta.url)('@cornerstonejs/calculate-suv');

// A man of 80 kg and 1.75 m, scanned one half-life of fluorine-18 after the injection.
const patient = { PatientSex: 'M', PatientWeight: 80, PatientSize: 1.75 };
const image = {
  CorrectedImage: ['DECY', 'ATTN'],
  DecayCorrection: 'START',
  RadionuclideHalfLife: 6588,
  RadionuclideTotalDose: 3.2e8,
  RadiopharmaceuticalStartTime: '100000',
  SeriesDate: '20260115',
  SeriesTime: '114948',
  AcquisitionDate: '20260115',
  AcquisitionTime: '114948',
};
const leanShare = (1.1 * 80 - 120 * (80 / 175) ** 2) / 80; // James, as in suvlbm.

// The SUVs of a lesion whose pixels hold this number.
function lesion(pixel, units) {
  const [{ suvbw, suvlbm }] = calculateSUVScalingFactors([{ ...image, ...patient, ...units }]);
  return { bw: +(pixel * suvbw).toPrecision(4), lbm: +(pixel * suvlbm).toPrecision(4) };
}

assert.equal(leanShare.toPrecision(4), '0.7865');
assert.deepEqual(lesion(20000, { Units: 'BQML' }), { bw: 10, lbm: 7.865 });
assert.deepEqual(lesion(10, { Units: 'GML' }), { bw: 10, lbm: 0.003933 });
const philips = (factors) => ({ Units: 'CNTS', PhilipsPETPrivateGroup: factors });
assert.deepEqual(lesion(40000, philips({ ActivityConcentrationScaleFactor: 0.5 })), { bw: 10, lbm: 15.73 });
assert.deepEqual(lesion(40000, philips({ SUVScaleFactor: 0.00025 })), { bw: 10, lbm: 15.73 });
console.log('As found: @cornerstonejs/calculate-suv takes every image for Bq/mL where it calculates SUVs of the lean mass.');
END
node finding.mjs
