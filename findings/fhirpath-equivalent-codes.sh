#!/usr/bin/env bash
# Package: fhirpath@5.2.2, @medplum/core@5.2.13
# Expected: two Codings are equivalent (~) if code and system are the same, whatever their display or version; two CodeableConcepts
#   if any Coding of one is equivalent to any of the other (FHIR R4 section 2.9.1.6, FHIRPath, "Changes to operators").
# Happens: fhirpath.js, with its R4 model, compares all properties of a Coding, so a display more or less makes the difference, and of
#   CodeableConcepts all Codings and the text. Medplum has the rule for Codings, and not the one for CodeableConcepts.
# Matters: "code ~ %ordered" is the way the standard offers to ask whether two records mean the same. It says no as soon as one system
#   adds a display, a local code or a text, and without an error. Compare the codes: code.coding.where(system = …).code.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error fhirpath@5.2.2 @medplum/core@5.2.13 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';
import { evalFhirPath } from '@medplum/core';

const cpt = { system: 'http://www.ama-assn.org/go/cpt', code: '97012' };
const local = { system: 'https://example.org/codes', code: 'T1' };
const both = (text, first, second) => {
  const order = { resourceType: 'ServiceRequest', status: 'draft', intent: 'order', code: first, orderDetail: [second] };
  return [...fhirpath.evaluate(order, text, {}, r4), ...evalFhirPath(text, order)];
};
const concepts = (first, second) => both('code ~ orderDetail', first, second);
const codings = (first, second) => both('code.coding ~ orderDetail.coding', { coding: [first] }, { coding: [second] });

assert.deepEqual(codings(cpt, cpt), [true, true]);
assert.deepEqual(codings(cpt, local), [false, false]);
assert.deepEqual(concepts({ coding: [cpt] }, { coding: [cpt] }), [true, true]);
// From here on the standard says true.
assert.deepEqual(codings(cpt, { ...cpt, display: 'Traction' }), [false, true]);
assert.deepEqual(codings(cpt, { ...cpt, version: '2026' }), [false, true]);
assert.deepEqual(concepts({ coding: [cpt] }, { coding: [cpt], text: 'Traction' }), [false, false]);
assert.deepEqual(concepts({ coding: [cpt] }, { coding: [cpt, local] }), [false, false]);
assert.deepEqual(concepts({ coding: [cpt] }, { coding: [{ ...cpt, display: 'Traction' }] }), [false, false]);
console.log('As found: concepts with a code in common are not equivalent.');
END
node finding.mjs
