#!/usr/bin/env bash
# Package: @cornerstonejs/adapters@5.14.0
# Expected: Concept Name Code Sequence says what a number is (DICOM PS3.3, C.17.3). The Cobb angle, 285285000 of SNOMED CT, measures the curve of a
#   spine, between the end plates of two vertebrae. The angle between two lines that meet, of a knee, a hip or a fracture, is another thing;
#   Cornerstone has a tool for each, Angle and CobbAngle.
# Happens: both are written with the code of the Cobb angle, and from the number nobody can tell them apart. Only a tracking identifier, a text of
#   Cornerstone's own, still has the name of the tool.
# Matters: A flexion of the knee of 40 degrees arrives at another viewer, a registry or a converter to FHIR as a scoliosis of 40 degrees, near the
#   point where surgery is considered. Put the concept name of Angle right in the dataset before it is stored.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @cornerstonejs/adapters@5.14.0 @babel/runtime@7.28.4 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { adaptersSR } from '@cornerstonejs/adapters';
import { metaData } from '@cornerstonejs/core';

const { MeasurementReport } = adaptersSR.Cornerstone3D;
const image = 'example:1';
const plane = { frameOfReferenceUID: '1.2.3.9', imageOrientationPatient: [1, 0, 0, 0, 1, 0], rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] };
const modules = {
  instance: { StudyInstanceUID: '1.2.3', SeriesInstanceUID: '1.2.3.4', SOPInstanceUID: '1.2.3.4.5', SOPClassUID: '1.2.840.10008.5.1.4.1.1.1' },
  imagePlaneModule: { ...plane, imagePositionPatient: [0, 0, 0], rows: 512, columns: 512, rowPixelSpacing: 1, columnPixelSpacing: 1 },
  sopCommonModule: { sopInstanceUID: '1.2.3.4.5', sopClassUID: '1.2.840.10008.5.1.4.1.1.1' },
  generalSeriesModule: { seriesInstanceUID: '1.2.3.4', studyInstanceUID: '1.2.3' },
};
const provider = { get: (name) => modules[name] };
metaData.addProvider(provider.get, 1000);

const items = (content) => [content].flat().flatMap((item) => [item, ...items(item.ContentSequence ?? [])]);

// The concept of each number in the report, and the name of the tool in the tracking identifier.
function reported(tool, points) {
  const data = { handles: { points }, cachedStats: { [`imageId:${image}`]: { angle: 40, length: 10, unit: 'mm' } } };
  const annotation = { metadata: { toolName: tool, referencedImageId: image, FrameOfReferenceUID: '1.2.3.9' }, data };
  const { dataset } = MeasurementReport.generateReport({ [image]: { [tool]: { data: [annotation] } } }, provider, {});
  const content = items(dataset.ContentSequence);
  const tracking = content.find(({ ConceptNameCodeSequence: name }) => name?.CodeMeaning === 'Tracking Identifier').TextValue;
  const names = content.filter(({ ValueType }) => ValueType === 'NUM').map(({ ConceptNameCodeSequence: name }) => name);
  return { tool: tracking.split(':')[1], concepts: names.map(({ CodeValue, CodeMeaning }) => [CodeValue, CodeMeaning]) };
}

const twoLines = [[0, 0, 0], [10, 0, 0], [10, 25, 0], [20, 25, 0]];
const cobbAngle = [['285285000', 'Cobb angle']];
assert.deepEqual(reported('Length', twoLines.slice(0, 2)), { tool: 'Length', concepts: [['410668003', 'Length']] });
assert.deepEqual(reported('CobbAngle', twoLines), { tool: 'CobbAngle', concepts: cobbAngle });

assert.deepEqual(reported('Angle', twoLines.slice(0, 3)), { tool: 'Angle', concepts: cobbAngle });
console.log('As found: @cornerstonejs/adapters reports the angle of a knee as a Cobb angle.');
END
node finding.mjs
