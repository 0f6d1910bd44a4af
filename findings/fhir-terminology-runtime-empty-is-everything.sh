#!/usr/bin/env bash
# Package: fhir-terminology-runtime@1.2.1 (with fhir-package-explorer@1.9.2)
# Expected: an include or an exclude stands for the codes for which all its conditions are true: with a system and a value set, for the codes of the
#   system that are in the value set too (FHIR R4, ValueSet.compose.include, comments). Where the value set has no code, that is none.
# Happens: where the value set has no code, it is all codes of the system. "The procedures on the list" with an empty list are all procedures, and
#   inValueSet calls each a member; "all procedures but those on the list" with an empty list are none. With one code on the list both
#   are right.
# Matters: A list of what needs an authorization, or is not covered, begins empty, and is empty again when the last code is taken off it. On that day
#   everything needs an authorization, or nothing is covered any more, and nobody is told that the list has no code. Expand the list alone
#   first, and leave the include or exclude out if it is empty.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error fhir-terminology-runtime@1.2.1 fhir-package-explorer@1.9.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { FhirPackageExplorer } from 'fhir-package-explorer';
import { FhirTerminologyRuntime } from 'fhir-terminology-runtime';

const system = 'http://example.org/CodeSystem/procedures';
const urlOf = (id) => `http://example.org/ValueSet/${id}`;
const valueSet = (id, include, exclude) => ({
  resourceType: 'ValueSet',
  id,
  url: urlOf(id),
  name: id,
  status: 'active',
  compose: { include: [{ system, ...include }], exclude: exclude && [{ system, ...exclude }] },
});
const resources = [
  {
    resourceType: 'CodeSystem',
    id: 'procedures',
    url: system,
    name: 'procedures',
    status: 'active',
    content: 'complete',
    concept: [{ code: 'traction' }, { code: 'fusion' }, { code: 'injection' }],
  },
  valueSet('one', { concept: [{ code: 'fusion' }] }),
  valueSet('none', { concept: [{ code: 'fusion' }] }, { concept: [{ code: 'fusion' }] }),
  valueSet('in-one', { valueSet: [urlOf('one')] }),
  valueSet('in-none', { valueSet: [urlOf('none')] }),
  valueSet('all-but-one', {}, { valueSet: [urlOf('one')] }),
  valueSet('all-but-none', {}, { valueSet: [urlOf('none')] }),
];

// A FHIR package of these, where installed packages are.
const folder = 'packages/example.policy#1.0.0/package';
mkdirSync(folder, { recursive: true });
const write = (name, content) => writeFileSync(`${folder}/${name}`, JSON.stringify(content));
write('package.json', { name: 'example.policy', version: '1.0.0', fhirVersions: ['4.0.1'], dependencies: {} });
for (const resource of resources) write(`${resource.resourceType}-${resource.id}.json`, resource);

const logger = { info() {}, warn() {}, error() {}, debug() {} };
const fpe = await FhirPackageExplorer.create({ context: ['example.policy@1.0.0'], cachePath: 'packages', registryUrl: 'n/a', logger });
const runtime = await FhirTerminologyRuntime.create({ fpe, cacheMode: 'none', fhirVersion: '4.0.1', logger });

// The codes of a value set, and whether traction is one of them.
async function read(id) {
  const { expansion } = await runtime.expandValueSet(urlOf(id));
  const { status } = await runtime.inValueSet({ system, code: 'traction' }, urlOf(id));
  return [expansion.contains.map(({ code }) => code), status];
}

assert.deepEqual(await read('one'), [['fusion'], 'not-member']);
assert.deepEqual(await read('none'), [[], 'not-member']);
assert.deepEqual(await read('in-one'), [['fusion'], 'not-member']);
assert.deepEqual(await read('all-but-one'), [['traction', 'injection'], 'member']);

assert.deepEqual(await read('in-none'), [['traction', 'fusion', 'injection'], 'member']);
assert.deepEqual(await read('all-but-none'), [[], 'not-member']);
console.log('As found: fhir-terminology-runtime takes an empty value set in an include for the whole code system.');
END
node finding.mjs
