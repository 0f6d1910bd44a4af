#!/usr/bin/env bash
# Package: @beda.software/fhir-react@1.11.1 (with react@19.2.0)
# Expected: of the entries of a search's Bundle, those of the mode match met the search, and those of the mode include came along because others
#   refer to them; they may be of the type that was searched for (FHIR R4, Bundle.entry.search.mode; code system search-entry-mode).
#   getMainResources takes the Bundle and the type, and stands beside getIncludedResources.
# Happens: the mode is not read: every resource of the type is a main one. A search for active orders, together with the orders that they replace,
#   gives the revoked order too. getIncludedResources returns the same list, so that nothing tells them apart. Where all that is included is
#   of other types, both are right.
# Matters: Orders and what they replace, a panel and its parts, a stay and the stays within it are fetched at once by _include or _revinclude.
#   The list of active orders shows what was revoked, and the number of stays is too high. Filter the entries by their mode first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @beda.software/fhir-react@1.11.1 react@19.2.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { extractBundleResources, getIncludedResources, getMainResources } = createRequire(import.meta.url)('@beda.software/fhir-react');

// What a server answers to ServiceRequest?status=active&_include=ServiceRequest:replaces&_include=ServiceRequest:patient.
const order = { resourceType: 'ServiceRequest', intent: 'order', subject: { reference: 'Patient/1' } };
const entry = (mode, resource) => ({ fullUrl: `https://fhir.example/${resource.resourceType}/${resource.id}`, resource, search: { mode } });
const bundle = {
  resourceType: 'Bundle',
  type: 'searchset',
  total: 1,
  entry: [
    entry('match', { ...order, id: '2', status: 'active', replaces: [{ reference: 'ServiceRequest/1' }] }),
    entry('include', { ...order, id: '1', status: 'revoked' }),
    entry('include', { resourceType: 'Patient', id: '1' }),
  ],
};

const statuses = (orders) => orders.map(({ status }) => status);
assert.deepEqual(statuses(getMainResources(bundle, 'ServiceRequest')), ['active', 'revoked']);
assert.deepEqual(statuses(getIncludedResources(extractBundleResources(bundle), 'ServiceRequest')), ['active', 'revoked']);
assert.equal(getMainResources(bundle, 'Patient').length, 1);
console.log('As found: @beda.software/fhir-react takes included resources for matches of the search.');
END
node finding.mjs
