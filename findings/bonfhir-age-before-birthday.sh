#!/usr/bin/env bash
# Package: @bonfhir/core@2.22.1
# Expected: duration.age is "an age in years relative to a date" (its documentation): the whole years that have passed, one more on each
#   birthday (CQL 1.5.3 appendix B, AgeInYearsAt and CalculateAgeInYearsAt).
# Happens: it divides the days by 365, so that each leap year brings the birthday forward by a day: born on 15 January 1961 somebody is
#   65 from 30 December 2025 on. Where the days are a multiple of 360 they are years of twelve months of 30 days: born on 15 June 2008
#   somebody is 18 on 13 March 2026, three months early, and 17 again the day after.
# Matters: At 65 Medicare pays, at 18 nobody signs for the patient any more. In the weeks before the birthday, and on single days long
#   before it, the wrong coverage is asked and the wrong person consents. Compare month and day of the birth date.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @bonfhir/core@2.22.1 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { duration } from '@bonfhir/core/r4b';

const ages = (birthDate, ...dates) => dates.map((date) => duration.age(birthDate, date).value);

assert.deepEqual(ages('1961-01-15', '2025-12-29', '2026-01-15'), [64, 65]);
assert.deepEqual(ages('1961-01-15', '2025-12-30', '2026-01-01', '2026-01-14'), [65, 65, 65]);
assert.deepEqual(ages('2008-06-15', '2026-03-12', '2026-03-13', '2026-03-14'), [17, 18, 17]);
assert.deepEqual(ages('2024-01-01', '2024-12-25', '2024-12-26', '2024-12-27'), [0, 1, 0]);
console.log('As found: in @bonfhir/core a person is older than the calendar says, by years of 365 and of 360 days.');
END
TZ=UTC node finding.mjs
