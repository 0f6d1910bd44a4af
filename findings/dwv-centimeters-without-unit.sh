#!/usr/bin/env bash
# Package: dwv@0.36.4
# Expected: a measurement of a structured report is a number and its unit (DICOM PS3.3, C.18.1, Measurement Units Code Sequence). A length may be in mm,
#   cm or um and an area in mm2, cm2 or um2 (PS3.16, CID 7460 and CID 7461); the unit 1 is for what has none (PS3.16, 7.2.2).
# Happens: for lengths and areas dwv knows mm and cm2 alone. A length of 2.5 cm is read as 2.5 and an area of 250 mm2 as 250, both without a unit, and so
#   they are in the label, where mm and cm2 are shown. checkElements warns of nothing. Saved again, the report says (1, UCUM, "No units") for
#   both, so that no other reader can tell any more. A length in mm, an area in cm2 and Hounsfield units are kept.
# Matters: Others write areas in mm2, as the reports of dcmjs do. The same lesion is 2.5 in one label and 250 in the other, and 2.5 cm look like 2.5 mm;
#   such numbers tell whether it grew, and whether a therapy goes on. Convert the units before dwv reads a report, and look for measurements
#   without one before it writes it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error dwv@0.36.4 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import {
  Annotation,
  AnnotationGroup,
  AnnotationGroupFactory,
  DicomParser,
  DicomWriter,
  Point2D,
  Rectangle,
  getDicomSRContentItem,
  getSRContent,
} from 'dwv';

// The measurements of a report, at any depth.
const measurements = (content) => [
  ...(content.valueType === 'NUM' ? [content] : []),
  ...(content.contentSequence ?? []).flatMap(measurements),
];

// The bytes of a report, with the units of another maker's in place of dwv's.
function write(group, units = {}) {
  const factory = new AnnotationGroupFactory();
  const content = getSRContent(factory.toDicom(group));
  for (const { value } of measurements(content)) {
    const { measurementUnitsCode } = value.measuredValue;
    Object.assign(measurementUnitsCode, units[measurementUnitsCode.value]);
  }
  return new DicomWriter().getBuffer(factory.toDicom(group, getDicomSRContentItem(content)));
}

function read(bytes) {
  const parser = new DicomParser();
  parser.parse(bytes);
  const elements = parser.getDicomElements();
  const factory = new AnnotationGroupFactory();
  assert.equal(factory.checkElements(elements), undefined);
  const written = measurements(getSRContent(elements)).map(({ value }) => {
    const { numericValue, measurementUnitsCode } = value.measuredValue;
    return [numericValue, measurementUnitsCode.value];
  });
  const group = factory.create(elements);
  const [{ quantification }] = group.getList();
  return { written, group, quantification, label: group.getList()[0].getText() };
}

function lesion(length, area) {
  const annotation = new Annotation();
  annotation.mathShape = new Rectangle(new Point2D(0, 0), new Point2D(10, 25));
  annotation.referencedSopClassUID = '1.2.840.10008.5.1.4.1.1.2';
  annotation.referencedSopInstanceUID = '2.25.1';
  annotation.textExpr = '{length} {surface} {mean}';
  annotation.quantification = {
    length: { value: length, unit: 'unit.mm' },
    surface: { value: area, unit: 'unit.cm2' },
    mean: { value: 40, unit: 'HU' },
  };
  const group = new AnnotationGroup([annotation]);
  const series = { SeriesInstanceUID: '2.25.2' };
  const study = { StudyInstanceUID: '2.25.3', ReferencedSeriesSequence: { value: [series] } };
  group.setMetaValue('CurrentRequestedProcedureEvidenceSequence', { value: [study] });
  group.setMetaValue('StudyInstanceUID', '2.25.3');
  group.setMetaValue('SeriesInstanceUID', '2.25.4');
  group.setMetaValue('SOPInstanceUID', '2.25.5');
  group.setMetaValue('Modality', 'SR');
  return group;
}

const own = read(write(lesion(25, 2.5)));
assert.equal(own.label, '25.00 mm 2.500 cm² 40.00 HU');

const units = { mm: { value: 'cm', meaning: 'centimeter' }, cm2: { value: 'mm2', meaning: 'square millimeter' } };
const others = read(write(lesion(2.5, 250), units));
const hounsfield = "[hnsf'U]";
assert.deepEqual(others.written, [[2.5, 'cm'], [250, 'mm2'], [40, hounsfield]]);

assert.deepEqual(others.quantification, {
  length: { value: 2.5, unit: undefined },
  surface: { value: 250, unit: undefined },
  mean: { value: 40, unit: 'HU' },
});
assert.equal(others.label, '2.500 250.0 40.00 HU');
assert.deepEqual(read(write(others.group)).written, [[2.5, '1'], [250, '1'], [40, hounsfield]]);
console.log('As found: dwv reads 2.5 cm as 2.5 without a unit, and saves it so.');
END
node finding.mjs
