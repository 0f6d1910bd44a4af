#!/usr/bin/env bash
# Package: fhir-kit-client@2.0.3
# Expected: a reference "may be version specific" (FHIR R4, Reference.reference; those of Provenance.target usually are): one that
#   ends in /_history/1 means this version and no other.
# Happens: resolve() keeps the version in a relative reference and in an absolute one to the client's own server. In an absolute
#   one to another server it is cut off, and the version of today is read and returned, without an error.
# Matters: A Provenance or a CarePlan that points to the order as it was signed gets the order as it was changed since, but only if
#   it is kept on another server, so no test on one server shows it. Compare meta.versionId with the reference.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error fhir-kit-client@2.0.3 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { Client } from 'fhir-kit-client';

const order = (versionId, status) => ({
  resourceType: 'ServiceRequest',
  id: 's1',
  meta: { versionId },
  status,
  intent: 'order',
  subject: { reference: 'Patient/p1' },
});
const versions = {
  '/fhir/ServiceRequest/s1': order('2', 'revoked'),
  '/fhir/ServiceRequest/s1/_history/1': order('1', 'active'),
};
const servers = [];
async function start() {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/fhir+json' }).end(JSON.stringify(versions[request.url]));
  });
  servers.push(server);
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${server.address().port}/fhir`;
}

const own = await start();
const other = await start();
const client = new Client({ baseUrl: own });
const versionOf = async (reference) => (await client.resolve({ reference })).meta.versionId;
try {
  assert.equal(await versionOf('ServiceRequest/s1/_history/1'), '1');
  assert.equal(await versionOf(`${own}/ServiceRequest/s1/_history/1`), '1');
  assert.equal(await versionOf(`${other}/ServiceRequest/s1/_history/1`), '2');
} finally {
  for (const server of servers) server.close();
}
console.log('As found: fhir-kit-client reads the version of today from another server.');
END
node finding.mjs
