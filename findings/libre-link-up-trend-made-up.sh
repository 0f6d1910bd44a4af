#!/usr/bin/env bash
# Package: @diakem/libre-link-up-api-client@0.6.1
# Expected: LibreLinkUp sends a TrendArrow with the newest reading and none with those of the graph ("LibreLinkUp HTTP-Dump", a published record of
#   what the app is sent); the package's own types have it as optional in both. Flat is a trend, less than 1 mg/dL a minute (Abbott, FreeStyle
#   Libre, trend arrows). One that is not known is NotComputable, which the package has too (TrendType), as Nightscout has NOT COMPUTABLE
#   (Nightscout API 3, Entry, direction).
# Happens: each reading of `history` is Flat. A fall from 140 to 60 mg/dL within twenty minutes is a row of Flat readings, and the newest one is Flat
#   too where the sensor sends no arrow. readAveraged takes the mean of the arrows, a Flat for each that is missing.
# Matters: Stored as entries of Nightscout, or given to somebody who looks for the minutes before a hypoglycaemia, steady glucose is recorded where
#   it fell by 4 mg/dL a minute. Take `trend` of history away, or compute it from the values.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @diakem/libre-link-up-api-client@0.6.1 @babel/runtime@7.28.4 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const axios = require('axios');

// Readings of the graph, which fall by 40 mg/dL every ten minutes.
function reading(minute, value) {
  return { FactoryTimestamp: `1/15/2026 10:${minute}:00 AM`, ValueInMgPerDl: value, Value: value, isHigh: false, isLow: value < 70 };
}
const graphData = [reading('05', 140), reading('15', 100), reading('25', 60)];
const answers = (newest) => ({
  '/llu/auth/login': { data: { authTicket: { token: 'x' } } },
  '/llu/connections': { data: [{ patientId: '1' }] },
  '/llu/connections/1/graph': { data: { connection: { glucoseMeasurement: newest }, activeSensors: [], graphData } },
});

async function trends(newest) {
  axios.defaults.adapter = async (config) => ({ data: answers(newest)[config.url], status: 200, statusText: 'OK', headers: {}, config });
  const { LibreLinkUpClient } = require('@diakem/libre-link-up-api-client');
  const { current, history } = await LibreLinkUpClient({ username: 'x', password: 'x' }).read();
  assert.deepEqual(history.map(({ value }) => value), [140, 100, 60]);
  return { current: current.trend, history: history.map(({ trend }) => trend) };
}

const flat = ['Flat', 'Flat', 'Flat'];
assert.deepEqual(await trends({ ...reading('30', 40), TrendArrow: 1 }), { current: 'SingleDown', history: flat });
assert.deepEqual(await trends(reading('30', 40)), { current: 'Flat', history: flat });
console.log('As found: @diakem/libre-link-up-api-client calls a fall from 140 to 60 mg/dL within twenty minutes flat.');
END
node finding.mjs
