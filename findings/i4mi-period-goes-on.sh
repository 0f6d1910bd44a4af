#!/usr/bin/env bash
# Package: @i4mi/fhir_r4@2.1.5
# Expected: a period includes every moment that matches its end, and none after: one that ends in 2026-01 lasts to 31 January 2026
#   (FHIR R4, data types, Period.end; dateTime may be a year and month).
# Happens: isInPeriod lets a period that ends in a month go on through the two months after: one that ends in 2026-01 is over in April.
#   Only the turn of the year stops it. Ends that are a day, a year or a moment come out right.
# Matters: A Coverage, a prescription or an address that ended in January counts as current in March. Write such an end as the last
#   day of its month before asking.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @i4mi/fhir_r4@2.1.5 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { isInPeriod } = createRequire(import.meta.url)('@i4mi/fhir_r4');

function monthsOf2026(end) {
  const months = Array.from({ length: 12 }, (_, month) => month + 1);
  return months.filter((month) => isInPeriod({ start: '2025-07-01', end }, new Date(2026, month - 1, 15, 12)));
}

assert.deepEqual(monthsOf2026('2026-01-31'), [1]);
assert.deepEqual(monthsOf2026('2026-03-31'), [1, 2, 3]);
assert.deepEqual(monthsOf2026('2026').length, 12);
assert.deepEqual(monthsOf2026('2025-12'), []);
assert.deepEqual(monthsOf2026('2026-01'), [1, 2, 3]);
assert.deepEqual(monthsOf2026('2026-03'), [1, 2, 3, 4, 5]);
assert.deepEqual(monthsOf2026('2026-10').length, 12);
console.log('As found: isInPeriod lets a period that ends in a month go on for two more.');
END
node finding.mjs
