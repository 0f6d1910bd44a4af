#!/usr/bin/env bash
# Package: fhir@4.12.0
# Expected: where an item of a repeating primitive has an extension and no value, JSON has null in its place, "so that the id and/or
#   extension are aligned with the matching value in the first array" (FHIR R4, JSON, "JSON representation of primitive elements").
# Happens: xmlToObj and xmlToJson put the nulls into _given, but leave them out of given. The names move up: the extension of the
#   name that is masked now belongs to the next one, which is not, and the last name loses its own.
# Matters: A name that its source has masked or marked as unknown comes out as known, and another as masked; of a list of
#   addresses or of translated texts each gets the remark of its neighbour. No error, and validate() of the result finds none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error fhir@4.12.0 fhirpath@5.2.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { Fhir } from 'fhir';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';

const absent = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
const note = 'https://example.org/StructureDefinition/note';
const xml = `<Patient xmlns="http://hl7.org/fhir"><name>
  <given value="Ann"/>
  <given><extension url="${absent}"><valueCode value="masked"/></extension></given>
  <given value="Bea"><extension url="${note}"><valueString value="called by this name"/></extension></given>
</name></Patient>`;
const patient = new Fhir().xmlToObj(xml);

const masked = { extension: [{ url: absent, valueCode: 'masked' }] };
const called = { extension: [{ url: note, valueString: 'called by this name' }] };
assert.deepEqual(patient.name, [{ given: ['Ann', 'Bea'], _given: [null, masked, called] }]);
const evaluate = (resource, text) => fhirpath.evaluate(resource, text, {}, r4);
const maskedName = `name.given.where(extension('${absent}').exists())`;
assert.deepEqual(evaluate(patient, maskedName), ['Bea']);
assert.equal(new Fhir().validate(patient).valid, true);

const aligned = { resourceType: 'Patient', name: [{ given: ['Ann', null, 'Bea'], _given: [null, masked, called] }] };
assert.deepEqual(evaluate(aligned, `name.given.where(extension('${note}').exists())`), ['Bea']);
assert.deepEqual(evaluate(aligned, `${maskedName}.hasValue()`), [false]);
console.log('As found: the extension of one name is on the next.');
END
node finding.mjs
