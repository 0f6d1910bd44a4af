#!/usr/bin/env bash
# Package: @imranq2/fhirpatientsummary@1.0.45
# Expected: verificationStatus and doNotPerform are modifier elements: a resource must not be used without reading them. refuted says
#   that a condition or an allergy was ruled out, entered-in-error that it never was (FHIR R4, Condition and AllergyIntolerance,
#   verificationStatus; MedicationRequest.doNotPerform; Extensibility, "Modifier elements").
# Happens: none of them is read. The IPS summary has the refuted problem in its problem list and the refuted allergy, and the one that
#   was entered in error, under "Active", just like the confirmed ones; the drug that must not be given is in the medications.
# Matters: The emergency department sees a penicillin allergy that was disproven, an osteoporosis that was ruled out, and a drug as
#   taken that is forbidden. Take such resources away before the summary is made.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @imranq2/fhirpatientsummary@1.0.45 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { ComprehensiveIPSCompositionBuilder } = createRequire(import.meta.url)('@imranq2/fhirpatientsummary');

const patient = { resourceType: 'Patient', id: 'p1', name: [{ text: 'Ann Example' }], gender: 'female', birthDate: '1960-01-15' };
const subject = { reference: 'Patient/p1' };
const today = new Date().toISOString().slice(0, 10);
const text = (words) => ({ coding: [{ system: 'https://example.org/codes', code: words.replaceAll(' ', '-') }], text: words });
const status = (codeSystem, code) => ({ coding: [{ system: `http://terminology.hl7.org/CodeSystem/${codeSystem}`, code }] });

const condition = (id, verification) => ({
  resourceType: 'Condition',
  id,
  clinicalStatus: status('condition-clinical', 'active'),
  verificationStatus: status('condition-ver-status', verification),
  code: text(`${verification} osteoporosis`),
  subject,
});
const allergy = (id, verification) => ({
  resourceType: 'AllergyIntolerance',
  id,
  ...(verification === 'entered-in-error' ? {} : { clinicalStatus: status('allergyintolerance-clinical', 'active') }),
  verificationStatus: status('allergyintolerance-verification', verification),
  code: text(`${verification} penicillin`),
  patient: subject,
});
const request = (id, doNotPerform) => ({
  resourceType: 'MedicationRequest',
  id,
  status: 'active',
  intent: 'order',
  ...(doNotPerform ? { doNotPerform } : {}),
  medicationCodeableConcept: text(`${doNotPerform ? 'forbidden' : 'ordered'} ibuprofen`),
  subject,
  authoredOn: today,
});

const resources = [
  patient,
  condition('c1', 'confirmed'),
  condition('c2', 'refuted'),
  allergy('a1', 'confirmed'),
  allergy('a2', 'refuted'),
  allergy('a3', 'entered-in-error'),
  request('m1', false),
  request('m2', true),
];
const silent = { ...console, log() {}, info() {} }; // The package says there which section it is at.
const builder = new ComprehensiveIPSCompositionBuilder().setPatient(patient);
const bundle = { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
await builder.readBundleAsync(bundle, 'UTC', undefined, undefined, silent);
const summary = await builder.buildBundleAsync('o1', 'Hospital', 'https://example.org/fhir', 'UTC');

function section(title) {
  const found = summary.entry[0].resource.section.find((each) => each.title === title);
  return {
    listed: found.entry.map(({ reference }) => reference.split('/')[1]).sort(),
    shown: found.text.div.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '),
  };
}

const problems = section('Problem List');
assert.deepEqual(problems.listed, ['c1', 'c2']);
assert.match(problems.shown, /refuted osteoporosis/i);
const allergies = section('Allergies and Intolerances');
assert.deepEqual(allergies.listed, ['a1', 'a2', 'a3']);
assert.match(allergies.shown, /Active.*confirmed penicillin.*refuted penicillin.*entered-in-error penicillin.*Resolved/i);
const medications = section('Medication Summary');
assert.deepEqual(medications.listed, ['m1', 'm2']);
assert.match(medications.shown, /forbidden ibuprofen/i);
console.log('As found: the summary lists what is refuted, entered in error or forbidden.');
END
node finding.mjs
