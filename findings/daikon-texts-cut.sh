#!/usr/bin/env bash
# Package: daikon@1.2.46
# Expected: an element of the VR LT is a text of up to 10240 characters and one of UT a text without limit (DICOM PS3.5, section 6.2,
#   Table 6.2-1); both are one value.
# Happens: of a text in LT the first four letters are left. A text in UT is gone where the pixels are not compressed, and so in every
#   report: in its place is a list with one empty element, whose tag is made of the text's own first four letters. The same text in LO or
#   ST is whole.
# Matters: AdditionalPatientHistory and ImageComments are LT, the sentences of a structured report UT. A viewer shows "Unst" for
#   "Unstable fracture of L3, no traction.", and "No f" may be the beginning of anything. Read these elements from the bytes, between
#   offsetValue and offsetEnd.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error daikon@1.2.46 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { Series } = createRequire(import.meta.url)('daikon');

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

function read(elements) {
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
  const { tags } = Series.parseImage(new DataView(file.buffer.slice(file.byteOffset, file.byteOffset + file.length)));
  return (id) => tags[id].value;
}

const text = 'Unstable fracture of L3, no traction.';
const value = read([
  element(0x0008, 0x0016, 'UI', '1.2.840.10008.5.1.4.1.1.88.11'),
  element(0x0008, 0x0018, 'UI', '2.25.1'),
  element(0x0008, 0x0081, 'ST', text), // InstitutionAddress
  element(0x0008, 0x1030, 'LO', text), // StudyDescription
  element(0x0010, 0x21b0, 'LT', text), // AdditionalPatientHistory
  element(0x0020, 0x4000, 'LT', text), // ImageComments
  element(0x0040, 0xa160, 'UT', text), // TextValue
  element(0x0040, 0xa491, 'CS', 'COMPLETE'), // CompletionFlag
]);

assert.deepEqual([value('00080081'), value('00081030'), value('0040A491')], [[text], [text], ['COMPLETE']]);
assert.deepEqual([value('001021B0'), value('00204000')], [['Unst'], ['Unst']]);
const unst = Buffer.from('Unst');
const inPlace = value('0040A160').map(({ group, element: number, value: content }) => [group, number, content]);
assert.deepEqual(inPlace, [[unst.readUInt16LE(0), unst.readUInt16LE(2), null]]);
console.log('As found: daikon leaves four letters of a text in LT and none of one in UT.');
END
node finding.mjs
