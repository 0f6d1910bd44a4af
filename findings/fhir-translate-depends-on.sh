#!/usr/bin/env bash
# Package: @synanetics/fhir-translate@1.2.0
# Expected: a mapping with dependsOn "is only applicable if the specified element can be resolved, and it has the specified value"
#   (FHIR R4, ConceptMap.group.element.target.dependsOn); $translate takes what it depends on in the parameter dependency.
# Happens: neither is read. Of two targets that exclude each other both are returned as equivalent, whatever dependency is given,
#   also with a value that neither target has, or with none; the result is true, and nothing in it says that it depends.
# Matters: Such maps tell e.g. a code for manual traction from one for mechanical traction. Whoever takes the first match, as is
#   usual, sends the one that stands first in the file, for every patient. Look for dependsOn in a map before using it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @synanetics/fhir-translate@1.2.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { conceptMapTranslate } from '@synanetics/fhir-translate';

const method = 'https://example.org/property/method';
const target = (code, value) => ({ code, equivalence: 'equivalent', dependsOn: [{ property: method, value }] });
const map = (targets) => ({
  resourceType: 'ConceptMap',
  url: 'https://example.org/ConceptMap/traction',
  status: 'active',
  group: [{ source: 'https://example.org/orders', target: 'https://example.org/billing', element: [{ code: 'traction', target: targets }] }],
});
const both = map([target('by-machine', 'mechanical'), target('by-hand', 'manual')]);
const dependency = (value) => ({
  name: 'dependency',
  part: [
    { name: 'element', valueUri: method },
    { name: 'concept', valueCodeableConcept: { coding: [{ system: 'https://example.org/methods', code: value }], text: value } },
  ],
});
function translate(conceptMap, dependencies) {
  const coding = { name: 'coding', valueCoding: { system: 'https://example.org/orders', code: 'traction' } };
  const parameters = { resourceType: 'Parameters', parameter: [coding, ...dependencies] };
  const { parameter } = conceptMapTranslate({ parameters, fhirVersion: 'r4', conceptMaps: [conceptMap] });
  const matches = parameter.filter(({ name }) => name === 'match').map(({ part }) => part);
  return {
    result: parameter.find(({ name }) => name === 'result').valueBoolean,
    codes: matches.map((part) => part.find(({ name }) => name === 'concept').valueCoding.code),
    parts: [...new Set(matches.flatMap((part) => part.map(({ name }) => name)))],
  };
}

const found = { result: true, codes: ['by-machine', 'by-hand'], parts: ['equivalence', 'concept'] };
assert.deepEqual(translate(both, []), found);
assert.deepEqual(translate(both, [dependency('manual')]), found);
assert.deepEqual(translate(both, [dependency('neither')]), found);
assert.deepEqual(translate(map([target('by-machine', 'mechanical')]), [dependency('manual')]).codes, ['by-machine']);
console.log('As found: fhir-translate returns mappings that depend on something else.');
END
node finding.mjs
