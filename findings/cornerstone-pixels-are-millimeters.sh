#!/usr/bin/env bash
# Package: @cornerstonejs/adapters@5.14.0
# Expected: Measurement Units Code Sequence is the unit of the number beside it (DICOM PS3.3, C.18.1, Numeric Measurement Macro). An image without
#   pixel spacing, such as a secondary capture or a photograph, has no millimeters: Cornerstone measures it in pixels and says so, `unit: 'px'`
#   in the annotation, next to the length.
# Happens: the unit of a Length is not read, each one is in mm. 250 pixels become 250 mm in the structured report, and are 250 mm for every viewer
#   that reads it, Cornerstone too. The axes of a Bidirectional, from the same annotation, have the unit 1 (no unit), as they should.
# Matters: A lesion of 40 pixels is one of 4 cm in the report, where it decides about treatment and is compared with the next examination. Leave
#   lengths in pixels out of the report, or write the unit of the number into the dataset afterwards.
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
  instance: { StudyInstanceUID: '1.2.3', SeriesInstanceUID: '1.2.3.4', SOPInstanceUID: '1.2.3.4.5', SOPClassUID: '1.2.840.10008.5.1.4.1.1.7' },
  imagePlaneModule: { ...plane, imagePositionPatient: [0, 0, 0], rows: 512, columns: 512 },
  sopCommonModule: { sopInstanceUID: '1.2.3.4.5', sopClassUID: '1.2.840.10008.5.1.4.1.1.7' },
  generalSeriesModule: { seriesInstanceUID: '1.2.3.4', studyInstanceUID: '1.2.3' },
};
const provider = { get: (name) => modules[name] };
metaData.addProvider(provider.get, 1000);

const items = (content) => [content].flat().flatMap((item) => [item, ...items(item.ContentSequence ?? [])]);

function report(tool, stats, points) {
  const data = { handles: { points }, cachedStats: { [`imageId:${image}`]: stats } };
  const annotation = { metadata: { toolName: tool, referencedImageId: image, FrameOfReferenceUID: '1.2.3.9' }, data };
  return MeasurementReport.generateReport({ [image]: { [tool]: { data: [annotation] } } }, provider, {}).dataset;
}

function numbers(...measurement) {
  const measured = items(report(...measurement).ContentSequence).filter(({ ValueType }) => ValueType === 'NUM');
  return measured.map(({ ConceptNameCodeSequence: name, MeasuredValueSequence: value }) => [
    name.CodeMeaning,
    value.NumericValue,
    value.MeasurementUnitsCodeSequence.CodeValue,
  ]);
}

const length = { length: 250, unit: 'px' };
const line = [[0, 0, 0], [250, 0, 0]];
const cross = [...line, [100, 0, 0], [100, 100, 0]];
assert.deepEqual(numbers('Bidirectional', { ...length, width: 100 }, cross), [['Long Axis', 250, '1'], ['Short Axis', 100, '1']]);
assert.deepEqual(numbers('Length', { length: 250, unit: 'mm' }, line), [['Length', 250, 'mm']]);

assert.deepEqual(numbers('Length', length, line), [['Length', 250, 'mm']]);
const readAgain = MeasurementReport.generateToolState(report('Length', length, line), { '1.2.3.4.5:1': image }, provider);
assert.deepEqual(readAgain.Length[0].annotation.data.cachedStats, { [`imageId:${image}`]: { length: 250, unit: 'mm' } });
console.log('As found: @cornerstonejs/adapters reports a length of 250 pixels as 250 mm.');
END
node finding.mjs
