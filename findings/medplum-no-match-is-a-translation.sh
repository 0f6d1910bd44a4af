#!/usr/bin/env bash
# Package: @medplum/core@5.2.13
# Expected: the result of a translation "can only be true if at least one returned match has an equivalence which is not unmatched or
#   disjoint" (FHIR R4, ConceptMap $translate, result); those two say that there is no such code, or that it must not be taken for it
#   (code system concept-map-equivalence).
# Happens: conceptMapTranslate, by which its server answers $translate, says true as soon as the code is in the map. A code that the map
#   declares to be unmatched is translated, to a concept with a system and no code, and a disjoint code comes back as a match. A code
#   that the map does not have is false, as it should be.
# Matters: Maps between the codes of a hospital and those of a payer say of many "there is none", and of some "not this one". Whoever
#   asks result and takes the first match bills, or checks the coverage of, the very code that the map excludes. Read equivalence.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @medplum/core@5.2.13 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { conceptMapTranslate } from '@medplum/core';

const local = 'https://hospital.example/orders';
const billing = 'https://payer.example/services';
const map = {
  resourceType: 'ConceptMap',
  status: 'active',
  url: 'https://hospital.example/ConceptMap/orders',
  group: [
    {
      source: local,
      target: billing,
      element: [
        { code: 'mechanical', target: [{ code: 'traction', equivalence: 'equivalent' }] },
        { code: 'hanging', target: [{ equivalence: 'unmatched', comment: 'The payer has no code for it.' }] },
        { code: 'table', target: [{ code: 'traction', equivalence: 'disjoint', comment: 'Not to be billed as traction.' }] },
      ],
    },
  ],
};
const translate = (code) => conceptMapTranslate(map, { coding: { system: local, code } });

assert.deepEqual(translate('mechanical'), {
  result: true,
  match: [{ equivalence: 'equivalent', concept: { system: billing, code: 'traction', display: undefined } }],
});
assert.equal(translate('bed').result, false);
assert.deepEqual(translate('hanging'), {
  result: true,
  match: [{ equivalence: 'unmatched', concept: { system: billing, code: undefined, display: undefined } }],
});
assert.deepEqual(translate('table'), {
  result: true,
  match: [{ equivalence: 'disjoint', concept: { system: billing, code: 'traction', display: undefined } }],
});
console.log('As found: @medplum/core calls a code translated that its map declares unmatched or disjoint.');
END
node finding.mjs
