#!/usr/bin/env bash
# Package: minimed-connect-to-nightscout@1.5.8
# Expected: a glucose reading is stored under the moment when it was taken, `date` in milliseconds of Unix time (Nightscout API, entries).
#   A pump shows local time, which is 5:30 ahead of UTC in India, 5:45 in Nepal, 3:30 behind it in Newfoundland (IANA time zone database).
# Happens: transform guesses the pump's offset in whole hours. A reading from India or Newfoundland is stored half an hour before it was
#   taken, or half an hour after, if the pump's clock is a minute slow; one from Nepal a quarter before. New York and Zurich are right,
#   with such a clock too.
# Matters: A glucose of 50 mg/dL that is measured now looks like one of half an hour ago, it stands beside the wrong dose of insulin, and
#   as the pump's clock drifts the curve jumps by an hour. Correct the entries by the offset that you know before you upload them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error minimed-connect-to-nightscout@1.5.8 >/dev/null 2>&1
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

process.env.TZ = 'UTC';
const { transform } = createRequire(import.meta.url)('minimed-connect-to-nightscout');

const minute = 60 * 1000;
const taken = Date.parse('2026-01-15T10:25:00Z');
const now = Date.parse('2026-01-15T10:30:00Z');

// The form in which CareLink writes a pump's local time.
function pumpTime(moment, offsetInMinutes) {
  const local = new Date(moment + offsetInMinutes * minute).toISOString();
  return `Jan ${local.slice(8, 10)}, 2026 ${local.slice(11, 19)}`;
}

// Minutes by which the reading is late (or, below zero, early), for a pump whose clock is fast by some minutes.
function late(offsetInMinutes, fast) {
  const reading = { sg: 50, datetime: pumpTime(taken + fast * minute, offsetInMinutes), version: 1, timeChange: false, kind: 'SG' };
  const { entries } = transform({
    sgs: [reading],
    lastSG: reading,
    lastSGTrend: 'NONE',
    medicalDeviceFamily: 'PARADIGM',
    currentServerTime: now,
    lastMedicalDeviceDataUpdateServerTime: now - minute,
    sMedicalDeviceTime: pumpTime(now + fast * minute, offsetInMinutes),
    conduitBatteryLevel: 100,
    medicalDeviceBatteryLevelPercent: 100,
  });
  assert.deepEqual(entries.map(({ sgv }) => sgv), [50]);
  return (entries[0].date - taken) / minute - fast;
}

const clocks = (offsetInMinutes) => [-1, 0, 1].map((fast) => late(offsetInMinutes, fast));
assert.deepEqual(clocks(-5 * 60), [0, 0, 0]); // New York
assert.deepEqual(clocks(60), [0, 0, 0]); // Zurich

assert.deepEqual(clocks(5 * 60 + 30), [30, -30, -30]); // India
assert.deepEqual(clocks(5 * 60 + 45), [-15, -15, -15]); // Nepal
assert.deepEqual(clocks(-3 * 60 - 30), [30, -30, -30]); // Newfoundland
console.log('As found: minimed-connect-to-nightscout stores a reading from India half an hour early or late.');
END
node finding.mjs
