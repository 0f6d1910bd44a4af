#!/usr/bin/env bash
# Package: @types/fhir@0.0.41 (with typescript@5.9.3)
# Expected: every primitive element can have extensions, in JSON in a property with _ before its name (FHIR R4, JSON, "JSON
#   representation of primitive elements"): _value of a Quantity, _valueInteger of an answer, as _valueBoolean and _birthDate.
# Happens: the types have these for texts, dates and booleans, but for no integer and no decimal, in fhir/r4 and in fhir/r5. A resource
#   with a masked number does not compile, "'_value' does not exist in type 'Quantity'".
# Matters: data-absent-reason is how FHIR says that a measurement is masked or unknown. Code that follows these types cannot read why a
#   number is missing and cannot pass it on; what copies the known properties drops it. Add the property by a type of your own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @types/fhir@0.0.41 typescript@5.9.3 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const types = {
  'Quantity with _unit': "const x: import('fhir/r4').Quantity = { value: 5, _unit: masked };",
  'Quantity with _value': "const x: import('fhir/r4').Quantity = { unit: 'mg', _value: masked };",
  'R5 Quantity with _value': "const x: import('fhir/r5').Quantity = { unit: 'mg', _value: masked };",
  'answer with _valueBoolean': "const x: import('fhir/r4').QuestionnaireResponseItemAnswer = { _valueBoolean: masked };",
  'answer with _valueInteger': "const x: import('fhir/r4').QuestionnaireResponseItemAnswer = { _valueInteger: masked };",
  'answer with _valueDecimal': "const x: import('fhir/r4').QuestionnaireResponseItemAnswer = { _valueDecimal: masked };",
  'Patient with _deceasedBoolean': "const x: import('fhir/r4').Patient = { resourceType: 'Patient', _deceasedBoolean: masked };",
  'Patient with _multipleBirthInteger': "const x: import('fhir/r4').Patient = { resourceType: 'Patient', _multipleBirthInteger: masked };",
};
const reason = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

function compiles(line) {
  writeFileSync('check.ts', `const masked = { extension: [{ url: '${reason}', valueCode: 'masked' }] };\n${line}\nvoid x;\nexport {};\n`);
  const compiler = ['node_modules/typescript/bin/tsc', '--noEmit', '--strict', '--target', 'es2022', '--types', 'fhir'];
  const { status, stdout } = spawnSync(process.execPath, [...compiler, 'check.ts'], { encoding: 'utf8' });
  const unknown = /'(_\w+)' does not exist in type/.exec(stdout);
  return status === 0 ? true : (unknown?.[1] ?? stdout);
}

assert.deepEqual(Object.fromEntries(Object.entries(types).map(([name, line]) => [name, compiles(line)])), {
  'Quantity with _unit': true,
  'Quantity with _value': '_value',
  'R5 Quantity with _value': '_value',
  'answer with _valueBoolean': true,
  'answer with _valueInteger': '_valueInteger',
  'answer with _valueDecimal': '_valueDecimal',
  'Patient with _deceasedBoolean': true,
  'Patient with _multipleBirthInteger': '_multipleBirthInteger',
});
console.log('As found: the types of @types/fhir have no extensions of numbers.');
END
node finding.mjs
