#!/usr/bin/env bash
# Package: @imranq2/fhir-to-csv@1.0.15
# Expected: Quantity.comparator says that the true value is below or above the given one, and is a modifier element, which nobody may leave out who
#   shows the value (FHIR R4, Quantity; Extensibility, Is-Modifier). 0, false and a code are values (Observation.value[x]). The answers of a form
#   stand in QuestionnaireResponse.item.answer. The README says that the package converts resources to CSV.
# Happens: a ferritin of less than 5 is 5, in a table that has no column for the comparator. A result that is 0, false or a code ("not detected") is
#   empty, like one that was not measured. The columns answer1 to answer20 of a form are empty whatever was answered: the answers are
#   looked for in the item itself.
# Matters: Who counts or averages the table takes a bound for a measurement and leaves out what was zero, and a form that a patient filled in
#   looks blank. Take values and answers from the resources.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
# Its spreadsheets are from outside the registry; CSV needs nothing of them.
npm pkg set overrides.xlsx=0.18.5
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @imranq2/fhir-to-csv@1.0.15 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { FHIRBundleConverter } = createRequire(import.meta.url)('@imranq2/fhir-to-csv/lib/fhir_bundle_converter.js');

// The names of all columns and the cells of some, for resources of one type.
function table(resources, ...columns) {
  const converter = new FHIRBundleConverter();
  const bundle = { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
  const [[header, ...rows]] = Object.values(converter.convertToCSV(converter.convertBundleToDictionaries(bundle)));
  const names = header.split(',');
  const cells = rows.map((row) => row.split(','));
  for (const row of cells) assert.equal(row.length, names.length);
  return { names, cells: cells.map((row) => columns.map((column) => row[names.indexOf(column)])) };
}

const quantity = (value, comparator) => ({
  valueQuantity: { value, ...comparator, unit: 'ng/mL', system: 'http://unitsofmeasure.org', code: 'ng/mL' },
});
const observation = (value, index) => ({
  resourceType: 'Observation',
  id: String(index),
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '2276-4', display: 'Ferritin' }] },
  subject: { reference: 'Patient/1' },
  ...value,
});
const notDetected = { coding: [{ system: 'http://snomed.info/sct', code: '260415000', display: 'Not detected' }] };
const values = [quantity(7), quantity(5, { comparator: '<' }), quantity(0), { valueCodeableConcept: notDetected }, { valueBoolean: false }];
const results = table(values.map(observation), 'value', 'valueUnit');
assert.deepEqual(results.cells, [
  ['7', 'ng/mL'],
  ['5', 'ng/mL'],
  ['', 'ng/mL'],
  ['', ''],
  ['', ''],
]);
assert.deepEqual(results.names.filter((name) => /comparator/i.test(name)), []);

const answered = {
  resourceType: 'QuestionnaireResponse',
  id: '1',
  status: 'completed',
  questionnaire: 'http://example.org/Questionnaire/pain',
  item: [
    { linkId: '1', text: 'Pain today', answer: [{ valueInteger: 8 }] },
    { linkId: '2', text: 'Numb legs', answer: [{ valueBoolean: true }] },
  ],
};
const answers = Array.from({ length: 20 }, (_, index) => `answer${index + 1}`);
const form = table([answered], 'id', 'status', ...answers);
assert.ok(answers.every((answer) => form.names.includes(answer)));
assert.deepEqual(form.cells, [['1', 'completed', ...answers.map(() => '')]]);
console.log('As found: @imranq2/fhir-to-csv writes a result of less than 5 as 5, and no answer of a form.');
END
node finding.mjs
