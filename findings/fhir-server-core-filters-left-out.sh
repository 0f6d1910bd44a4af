#!/usr/bin/env bash
# Package: @asymmetrik/node-fhir-server-core@2.2.5
# Expected: the parameters of a search are all to be met, also where a name repeats, as in the standard's Procedure?date=ge2010-01-01&
#   date=le2011-12-31, or has a modifier; a modifier that the server does not support is refused (FHIR R4, Search, 3.1.1.4.17 Composite
#   Search Parameters, 3.1.1.4.7 date, 3.1.1.4.4 Modifiers). It is "built according to the FHIR specification" (README).
# Happens: of two parameters whose names differ in the modifier only, the first is passed to the service that searches and the other is
#   gone: what the client excluded with code:not comes back. An & in a value becomes &amp;, so that "Smith & Sons" is not found.
#   The standard's own examples, the one with two dates and RiskAssessment?probability=gt0.8, are refused with status 400.
# Matters: "Imaging, but no X-ray of the spine", "conditions, but not the resolved ones" are answered with status 200 as if nothing had
#   been excluded. Read the query of the request itself in the service.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @asymmetrik/node-fhir-server-core@2.2.5 >/dev/null
cat >service.cjs <<'END'
module.exports = {
  async search({ base_version, ...parameters }) {
    module.exports.last = parameters;
    return [];
  },
};
END
cat >finding.cjs <<'END'
const assert = require('node:assert/strict');
const { initialize } = require('@asymmetrik/node-fhir-server-core');
const service = require('./service.cjs');

const profile = { service: require.resolve('./service.cjs'), versions: ['4_0_0'] };
const profiles = { Condition: profile, Organization: profile, Procedure: profile, RiskAssessment: profile };
const { app } = initialize({ profiles });

async function passedOn(port, query) {
  service.last = undefined;
  const { status } = await fetch(`http://127.0.0.1:${port}/4_0_0/${query}`);
  return status === 200 ? service.last : status;
}

const server = app.listen(0, '127.0.0.1', async () => {
  const ask = (query) => passedOn(server.address().port, query);
  assert.deepEqual(await ask('Condition?code=a&subject=Patient/1'), { code: 'a', subject: 'Patient/1' });
  assert.deepEqual(await ask('Condition?code:not=b'), { 'code:not': 'b' });
  assert.deepEqual(await ask('Condition?code=a&code:not=b'), { code: 'a' });
  assert.deepEqual(await ask('Condition?code:in=https://example.org/spine&code:not=b'), { 'code:in': 'https://example.org/spine' });
  assert.deepEqual(await ask('Organization?name=Smith%20Sons'), { name: 'Smith Sons' });
  assert.deepEqual(await ask('Organization?name=Smith%20%26%20Sons'), { name: 'Smith &amp; Sons' });
  assert.deepEqual(await ask('Procedure?date=ge2010-01-01'), { date: 'ge2010-01-01' });
  assert.equal(await ask('Procedure?date=ge2010-01-01&date=le2011-12-31'), 400);
  assert.deepEqual(await ask('RiskAssessment?probability=0.8'), { probability: 0.8 });
  assert.equal(await ask('RiskAssessment?probability=gt0.8'), 400);
  console.log('As found: @asymmetrik/node-fhir-server-core leaves out the second condition on a parameter.');
  process.exit(0);
});
END
node finding.cjs
