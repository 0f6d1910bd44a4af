#!/usr/bin/env bash
# Package: @bonfhir/core@2.22.1
# Expected: a FHIR date may be a year and a month, of 01 to 12 (FHIR R4, data types, date and dateTime). duration.add and duration.subtract
#   add a Duration to one (their documentation): 2026-11 and 1 month are 2026-12, as in FHIRPath (2.0.0, section 6.7).
# Happens: where the result is a December it is the month 00 of the year after: 2026-11 and 1 month are 2027-00. From January back it is
#   the month 00 of the same year, and further back a negative month: 2026-01 less 2 months is 2025--1. Forward to January to
#   November and back within a year all is right. No error.
# Matters: Six months from 2026-06, or a look-back of one month in January, is no date: a server refuses it, fhirpath.js makes no date
#   of it, and compared as a text 2027-00 is after all of 2026. Give it a full date, as 2026-11-01, and cut the day off.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @bonfhir/core@2.22.1 fhirpath@5.2.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { duration } from '@bonfhir/core/r4b';
import fhirpath from 'fhirpath';

const month = /^\d{4}-(0[1-9]|1[0-2])$/;
const later = (date, months) => duration.add(date, duration.months(months));
const earlier = (date, months) => duration.subtract(date, duration.months(months));

assert.deepEqual([later('2026-06', 5), later('2026-12', 1), earlier('2026-06', 5)], ['2026-11', '2027-01', '2026-01']);
assert.deepEqual([later('2026-11', 1), later('2026-06', 6), later('2026-12', 12)], ['2027-00', '2027-00', '2028-00']);
assert.deepEqual([earlier('2026-01', 1), earlier('2026-01', 2), earlier('2026-03', 6)], ['2026-00', '2025--1', '2025--3']);
assert.deepEqual([later('2026-11', 1), earlier('2026-01', 2)].map((date) => month.test(date)), [false, false]);
assert.deepEqual(await fhirpath.evaluate({}, "(@2026-11 + 1 month).toString() | (@2026-01 - 2 months).toString()"), ['2026-12', '2025-11']);
assert.deepEqual(await fhirpath.evaluate({}, "'2027-00'.convertsToDate()"), [false]);
console.log('As found: @bonfhir/core writes the month 00 for December.');
END
node finding.mjs
