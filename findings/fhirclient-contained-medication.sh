#!/usr/bin/env bash
# Package: fhirclient@2.6.3
# Expected: a reference "#med" is resolved inside the resource that contains it (FHIR R4, References, "Contained Resources";
#   such a resource has no address of its own).
# Happens: resolveReferences asks the server for "[base]/#med", which goes out as GET [base]/, a search over everything it has.
#   The answer is taken for the medication: with graph: true it stands in place of the reference, else in "references". Where
#   the server refuses that search, with a status other than 404, the whole request fails, though the order itself arrived.
# Matters: Medications, devices and practitioners are often contained in orders. The app shows no medication or a wrong resource on
#   those orders only, and loads the server with a search of all types. Look into "contained" before you resolve.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
# Its optional packages are hundreds of megabytes for React Native.
npm install --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error fhirclient@2.6.3 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import FHIR from 'fhirclient';

const order = {
  resourceType: 'MedicationRequest',
  id: 'm1',
  contained: [{ resourceType: 'Medication', id: 'med', code: { text: 'Ibuprofen 400 mg' } }],
  status: 'active',
  intent: 'order',
  medicationReference: { reference: '#med' },
  subject: { reference: 'Patient/p1' },
};
const patient = { resourceType: 'Patient', id: 'p1' };
const everything = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: patient }, { resource: order }] };
const refused = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-supported' }] };

async function resolve(root) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const found = { '/fhir/MedicationRequest/m1': [200, order], '/fhir/Patient/p1': [200, patient], '/fhir/': root };
    const [status, body] = found[request.url];
    response.writeHead(status, { 'Content-Type': 'application/fhir+json' }).end(JSON.stringify(body));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const client = FHIR({ headers: {}, url: '/' }, {}).client({ serverUrl: `http://127.0.0.1:${server.address().port}/fhir` });
  try {
    const options = { resolveReferences: ['medicationReference', 'subject'], graph: true };
    const { medicationReference, subject } = await client.request('MedicationRequest/m1', options);
    return { medication: medicationReference, subject, asked: asked.sort() };
  } catch (error) {
    return { status: error.status };
  } finally {
    server.close();
  }
}

const found = await resolve([200, everything]);
assert.deepEqual(found.asked, ['/fhir/', '/fhir/MedicationRequest/m1', '/fhir/Patient/p1']);
assert.equal(found.subject.resourceType, 'Patient');
assert.equal(found.medication.resourceType, 'Bundle');
assert.deepEqual(await resolve([403, refused]), { status: 403 });
console.log('As found: fhirclient asks the server for what the order contains.');
END
node finding.mjs
