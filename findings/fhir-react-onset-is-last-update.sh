#!/usr/bin/env bash
# Package: fhir-react@2.1.1
# Expected: Condition.onset[x] is when the problem began, recordedDate when it was recorded, and meta.lastUpdated when this version of the resource
#   came into being on the server (FHIR R4, Condition; Resource, Meta). The header of a problem has the labels "Onset Date" and "Date recorded".
# Happens: lastUpdated stands before both wherever it is there. An asthma since 2010, recorded in 2011, began and was recorded on the day of the last
#   change, or of the last copy from another server. An allergy too was "recorded on" that day. Without `meta`, as in hand-made examples, the
#   dates are right.
# Matters: Each server sends lastUpdated, and after a migration all problems of all patients began on one day. A patient or a clinician takes a
#   disease of sixteen years for a new one. Take meta.lastUpdated away before a resource is shown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error fhir-react@2.1.1 react@18.3.1 react-dom@18.3.1 jsdom@26.1.0 \
  base64-js@1.5.1 ieee754@1.2.1 isarray@1.0.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

process.env.NODE_ENV = 'production';
const require = createRequire(import.meta.url);
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('');
const { document, Element, Node, Event, CustomEvent } = window;
Object.assign(globalThis, { window, document, Element, Node, Event, CustomEvent });

const { createElement } = require('react');
const { renderToStaticMarkup } = require('react-dom/server');
const { FhirResource, fhirVersions } = require('fhir-react');

// The dates in the header of a resource, with their labels.
function dates(fhirResource) {
  const markup = renderToStaticMarkup(createElement(FhirResource, { fhirResource, fhirVersion: fhirVersions.R4 }));
  const texts = markup.replaceAll(/<[^>]+>/g, '|').split('RAW')[0].split('|');
  return texts.filter((text) => /date|recorded|^\d\d\/\d\d\/\d{4}$/i.test(text)).map((text) => text.trim());
}

const active = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] };
const subject = { reference: 'Patient/1' };
const since2010 = { onsetDateTime: '2010-03-01', recordedDate: '2011-01-02' };
const asthma = { resourceType: 'Condition', id: '1', clinicalStatus: active, code: { text: 'Asthma' }, subject, ...since2010 };
const code = { coding: [{ system: 'http://snomed.info/sct', code: '91936005', display: 'Allergy to penicillin' }] };
const allergy = { resourceType: 'AllergyIntolerance', id: '1', code, patient: subject, recordedDate: '2011-01-02' };
const changed = (resource) => ({ ...resource, meta: { versionId: '7', lastUpdated: '2026-01-15T10:30:00Z' } });

assert.deepEqual(dates(asthma), ['Onset Date', '03/01/2010', 'Date recorded', '01/02/2011']);
assert.deepEqual(dates(allergy), ['recorded on', '01/02/2011']);

assert.deepEqual(dates(changed(asthma)), ['Onset Date', '01/15/2026', 'Date recorded', '01/15/2026']);
assert.deepEqual(dates(changed(allergy)), ['recorded on', '01/15/2026']);
console.log('As found: fhir-react shows the day of the last update as the onset of an asthma since 2010.');
END
node finding.mjs
