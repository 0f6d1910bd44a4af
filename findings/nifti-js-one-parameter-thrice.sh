#!/usr/bin/env bash
# Package: nifti-js@1.0.1
# Expected: a statistical image says in its header which distribution its numbers are from, and with which parameters: of an F statistic intent_p1 is
#   the degrees of freedom of the numerator and intent_p2 those of the denominator, of a normal distribution the mean and the standard deviation;
#   they stand in the bytes 56, 60 and 64 (NIfTI-1, nifti1.h, intent_code). parseNIfTIHeader returns "the raw NIfTI information" (README).
# Happens: all three are read from byte 56. An F statistic with 3 and 60 degrees of freedom has 3 and 3, a normal distribution with a mean of 0 and
#   a deviation of 15 has the deviation 0. A t statistic, which has one parameter, is right.
# Matters: With 3 and 60 degrees of freedom an F of 4.5 has a probability below 0.01, with 3 and 3 one above 0.1: what is active in the map of a brain
#   does not count any more, and no value is missing. Read the bytes from 60 and 64 on yourself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error nifti-js@1.0.1 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { parse, parseNIfTIHeader } = createRequire(import.meta.url)('nifti-js');

// A NIfTI-1 file of one voxel, with a statistic and its parameters.
function nifti(intentCode, parameters) {
  const view = new DataView(new ArrayBuffer(356));
  const int16 = (offset, ...numbers) => numbers.forEach((number, index) => view.setInt16(offset + 2 * index, number, true));
  const float = (offset, ...numbers) => numbers.forEach((number, index) => view.setFloat32(offset + 4 * index, number, true));
  view.setInt32(0, 348, true);
  int16(40, 3, 1, 1, 1, 1, 1, 1, 1); // dim
  float(56, ...parameters); // intent_p1, intent_p2, intent_p3
  int16(68, intentCode);
  int16(70, 16, 32); // datatype and bitpix: 32-bit floats
  float(76, 1, 1, 1, 1, 1, 1, 1, 1); // pixdim
  float(108, 352); // vox_offset
  new Uint8Array(view.buffer, 344).set(new TextEncoder().encode('n+1\0'));
  float(352, 4.5);
  return view.buffer;
}

const [tTest, fTest, normal] = [3, 4, 11];
function parametersOf(intentCode, ...parameters) {
  const file = nifti(intentCode, parameters);
  assert.deepEqual([...parse(file).data], [4.5]);
  const header = parseNIfTIHeader(file);
  assert.equal(header.intent_code, intentCode);
  return [header.intent_p1, header.intent_p2, header.intent_p3].slice(0, parameters.length);
}

assert.deepEqual(parametersOf(tTest, 60), [60]);
assert.deepEqual(parametersOf(fTest, 3, 60), [3, 3]);
assert.deepEqual(parametersOf(normal, 0, 15), [0, 0]);
console.log('As found: nifti-js reads all three parameters of a statistic from the place of the first.');
END
node finding.mjs
