#!/usr/bin/env bash
# Package: handlebars-helpers-fhir@1.0.0 (with handlebars@4.7.10)
# Expected: in a Bundle a relative reference belongs to the server that its own entry is from: Patient/1 in a result of server B is B's patient 1, and an
#   absolute reference is to the entry with that fullUrl (FHIR R4, Bundle, Resolving references in Bundles). A contained resource is meant by # and
#   its id, and by no other reference (FHIR R4, References, Contained Resources). resolve-fhir renders the resource that is referenced within
#   the Bundle or resource, and its else section when it is not found (README).
# Happens: it takes the first resource of the type with the id, whatever its fullUrl. An HbA1c of B's patient 1 is shown under the name of A's patient 1,
#   who stands before, and so it is when B's patient is not in the Bundle at all. An absolute reference finds nobody. In a prescription of
#   Medication/1, a medication of the server, the contained one with the id 1 is shown, and for #1, which means it, none.
# Matters: The records of two hospitals number their patients alike, and a letter that is made of both by a template puts the result of one person
#   under the name of another. Resolve the references by fullUrl before you render.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error handlebars-helpers-fhir@1.0.0 handlebars@4.7.10 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const handlebars = require('handlebars');
require('handlebars-helpers-fhir').registerWith(handlebars);

const entry = (server, resource) => ({ fullUrl: `https://${server}.example/fhir/${resource.resourceType}/${resource.id}`, resource });
const patient = (server, family) => entry(server, { resourceType: 'Patient', id: '1', name: [{ family }] });
const result = (server, reference) =>
  entry(server, {
    resourceType: 'Observation',
    id: '2',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '4548-4', display: 'HbA1c' }] },
    subject: { reference },
    valueQuantity: { value: 12, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
  });

const letter = handlebars.compile(`{{#each-fhir . expression="entry.resource.where(resourceType='Observation')"}}
{{~valueQuantity.value}} % of {{#resolve-fhir . expression='subject.reference'}}{{name.[0].family}}{{else}}nobody{{/resolve-fhir~}}
{{/each-fhir}}`);
const rendered = (...entries) => letter({ resourceType: 'Bundle', type: 'collection', entry: entries });
const [adams, brown] = [patient('a', 'Adams'), patient('b', 'Brown')];

assert.equal(rendered(adams, result('a', 'Patient/1')), '12 % of Adams');
assert.equal(rendered(brown, result('b', 'Patient/1')), '12 % of Brown');
assert.equal(rendered(adams, result('a', 'Patient/7')), '12 % of nobody');

assert.equal(rendered(adams, brown, result('b', 'Patient/1')), '12 % of Adams');
assert.equal(rendered(adams, result('b', 'Patient/1')), '12 % of Adams');
assert.equal(rendered(brown, result('b', 'https://b.example/fhir/Patient/1')), '12 % of nobody');

const order = handlebars.compile(
  `{{#resolve-fhir . expression='medicationReference.reference'}}{{code.text}}{{else}}unknown{{/resolve-fhir}}`,
);
const prescription = (reference) => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  contained: [{ resourceType: 'Medication', id: '1', code: { text: 'warfarin' } }],
  subject: { reference: 'Patient/1' },
  medicationReference: { reference },
  supportingInformation: [{ reference: '#1' }],
});
assert.equal(order(prescription('Medication/1')), 'warfarin');
assert.equal(order(prescription('#1')), 'unknown');
console.log("As found: handlebars-helpers-fhir shows a result of one server's patient 1 for that of another's.");
END
node finding.mjs
