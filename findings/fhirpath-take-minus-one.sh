#!/usr/bin/env bash
# Package: fhirpath@5.2.2, @medplum/core@5.2.13
# Expected: take(num) is empty and skip(num) is the whole collection where num is zero or less (FHIRPath 2.0.0 sections 5.3.6 and
#   5.3.7), as in Medplum.
# Happens: fhirpath.js counts a negative number from the end: take(-1) is all but the last item, and skip(-1) the last alone.
#   With zero both are as in the standard.
# Matters: The number is usually computed: take(6 - %done) gives the visits that may still be ordered. Once more are done than were
#   granted, it gives visits again, the more of them the longer the list, and skip drops what it should keep.
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

const order = { resourceType: 'ServiceRequest', note: [{ text: 'first' }, { text: 'second' }, { text: 'third' }] };
const both = (text) => [fhirpath.evaluate(order, text, {}, r4), evalFhirPath(text, order)];
const all = ['first', 'second', 'third'];

assert.deepEqual(both('note.text.take(0)'), [[], []]);
assert.deepEqual(both('note.text.take(-1)'), [['first', 'second'], []]);
assert.deepEqual(fhirpath.evaluate(order, 'note.text.take(2 - %done)', { done: 4 }, r4), ['first']);
assert.deepEqual(both('note.text.skip(0)'), [all, all]);
assert.deepEqual(both('note.text.skip(-1)'), [['third'], all]);
console.log('As found: take and skip of fhirpath.js count negative numbers from the end.');
END
node finding.mjs
