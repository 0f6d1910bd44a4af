#!/usr/bin/env bash
# Package: dcmjs@0.52.2
# Expected: in DICOM's JSON a US, UL or FD is a JSON number (PS3.18, table F.2.3-1); a sequence or name without value has no "Value"
#   (F.2.5). "Bidirectional conversion to and from DICOM standard JSON" (README).
# Happens: denaturalizeDataset writes every number as a text, "Value": ["512"], and where there is nothing "Value": null. readFile
#   gives [512] for the same file. naturalizeDataset leaves the texts as they are, so the way there and back changes the dataset.
# Matters: What goes out by STOW-RS is refused, or stored as text. A FHIR Observation that is made of a measurement (FD) has a text
#   where a decimal must stand, and of two images "64" is the larger to "512". Make numbers of them by their VR before they leave.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error dcmjs@0.52.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import dcmjs from 'dcmjs';

const { DicomDict, DicomMessage, DicomMetaDictionary } = dcmjs.data;

const explicitLittleEndian = { '00020010': { vr: 'UI', Value: ['1.2.840.10008.1.2.1'] } };
const file = new DicomDict(explicitLittleEndian);
file.dict = {
  '00080090': { vr: 'PN' },
  '00081111': { vr: 'SQ' },
  '00186030': { vr: 'UL', Value: [7] },
  '00189082': { vr: 'FD', Value: [0.5, 2] },
  '00280010': { vr: 'US', Value: [512] },
};
const read = DicomMessage.readFile(file.write()).dict;
const natural = DicomMetaDictionary.naturalizeDataset(read);
const written = DicomMetaDictionary.denaturalizeDataset(natural);
const value = (dataset, tag) => dataset[tag].Value;

assert.deepEqual(value(read, '00280010'), [512]);
assert.deepEqual(value(read, '00189082'), [0.5, 2]);
assert.equal(natural.Rows, 512);

assert.deepEqual(written['00280010'], { vr: 'US', Value: ['512'] });
assert.deepEqual(written['00186030'], { vr: 'UL', Value: ['7'] });
assert.deepEqual(written['00189082'], { vr: 'FD', Value: ['0.5', '2'] });
const withoutValue = DicomMetaDictionary.denaturalizeDataset({ _vrMap: {}, ReferringPhysicianName: null });
assert.deepEqual(withoutValue, { '00080090': { vr: 'PN', Value: null } });
assert.equal(DicomMetaDictionary.naturalizeDataset(written).Rows, '512');
console.log('As found: dcmjs writes numbers into DICOM JSON as texts.');
END
node finding.mjs
