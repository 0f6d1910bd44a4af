#!/usr/bin/env bash
# Package: dcmjs@0.52.2
# Expected: elements of the VR ST, LT and UT are never multi-valued, so that a backslash in them is a character of the text (DICOM PS3.5,
#   Table 6.2-1 and section 6.4).
# Happens: it is one in LT only. The text of an ST or UT element is split at each backslash into values, and TextValue of the
#   naturalized dataset is an array instead of a string.
# Matters: Value[0] is all that most readers take. Of a structured report that says "No instability at L1\L2. Unstable fracture of L3."
#   they show the first four words. Join the values with a backslash again.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error dcmjs@0.52.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { DicomMessage, DicomMetaDictionary } = createRequire(import.meta.url)('dcmjs').data;

// An element in Explicit VR Little Endian; the values are padded to an even length.
function element(group, number, vr, value) {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value.length % 2 ? value + (vr === 'UI' ? '\0' : ' ') : value, 'latin1');
  const head = Buffer.alloc(vr === 'UT' || vr === 'OB' ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, 'latin1');
  if (head.length === 12) head.writeUInt32LE(bytes.length, 8);
  else head.writeUInt16LE(bytes.length, 6);
  return Buffer.concat([head, bytes]);
}

function fileOf(elements) {
  const meta = Buffer.concat([
    element(2, 0x01, 'OB', Buffer.from([0, 1])),
    element(2, 0x02, 'UI', '1.2.840.10008.5.1.4.1.1.88.11'),
    element(2, 0x03, 'UI', '2.25.1'),
    element(2, 0x10, 'UI', '1.2.840.10008.1.2.1'),
    element(2, 0x12, 'UI', '2.25.2'),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  const file = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), element(2, 0, 'UL', length), meta, ...elements]);
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.length);
}

function read(text) {
  const elements = [
    element(0x0008, 0x0016, 'UI', '1.2.840.10008.5.1.4.1.1.88.11'),
    element(0x0008, 0x0018, 'UI', '2.25.1'),
    element(0x0008, 0x0081, 'ST', text), // InstitutionAddress
    element(0x0010, 0x21b0, 'LT', text), // AdditionalPatientHistory
    element(0x0040, 0xa160, 'UT', text), // TextValue
  ];
  const { dict } = DicomMessage.readFile(fileOf(elements));
  const { TextValue } = DicomMetaDictionary.naturalizeDataset(dict);
  return { st: dict['00080081'].Value, lt: dict['001021B0'].Value, ut: dict['0040A160'].Value, TextValue };
}

const plain = 'No instability at L1 and L2. Unstable fracture of L3.';
assert.deepEqual(read(plain), { st: [plain], lt: [plain], ut: [plain], TextValue: plain });

const text = 'No instability at L1\\L2. Unstable fracture of L3.';
const parts = ['No instability at L1', 'L2. Unstable fracture of L3.'];
const found = read(text);
assert.deepEqual(found.lt, [text]);
const trimmed = (values) => values.map((value) => value.trimEnd());
assert.deepEqual([found.st, found.ut, found.TextValue].map(trimmed), [parts, parts, parts]);
console.log('As found: dcmjs splits the text of ST and UT at a backslash.');
END
node finding.mjs
