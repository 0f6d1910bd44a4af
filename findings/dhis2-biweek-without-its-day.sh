#!/usr/bin/env bash
# Package: @dhis2/multi-calendar-dates@2.1.2
# Expected: getFixedPeriodByDate returns the period of a type in which a date lies (README). A bi-week is two weeks of ISO 8601, 2015BiW1 the weeks 1
#   and 2 (DHIS2 developer guide, date and period format); 2020, 2026 and 2032 have a week 53 (ISO 8601), with which DHIS2's server begins
#   another bi-week, 2020BiW27 (dhis2-core, BiWeeklyAbstractPeriodType).
# Happens: week 53 is in no bi-week. For 28 to 31 December 2026 the answer is 2027BiW1, which begins on 4 January, and for 1 to 3 January 2027 it is
#   2026BiW26, which ended on 27 December. generateFixedPeriods has no period for that week either. From 2021 to 2025, in years of 52 weeks,
#   the days around New Year are in their bi-week, and in 2026 they are in their week, quarter and year.
# Matters: Cases of a disease that are reported by bi-week are counted at New Year in two weeks in which they did not occur, those of December in
#   the new year and those of January in the old. Look whether the date is between startDate and endDate of the answer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @dhis2/multi-calendar-dates@2.1.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { generateFixedPeriods, getFixedPeriodByDate } = createRequire(import.meta.url)('@dhis2/multi-calendar-dates');
const options = { calendar: 'gregory', locale: 'en' };

function periodOf(date, periodType) {
  const { id, startDate, endDate } = getFixedPeriodByDate({ ...options, date, periodType });
  return [id, startDate, endDate];
}
const holds = (date, periodType) => {
  const [, startDate, endDate] = periodOf(date, periodType);
  return startDate <= date && date <= endDate;
};
const newYear = (year) => [`${year}-12-27`, `${year}-12-28`, `${year}-12-31`, `${year + 1}-01-01`, `${year + 1}-01-03`, `${year + 1}-01-04`];

assert.deepEqual(periodOf('2026-02-15', 'BIWEEKLY'), ['2026BiW4', '2026-02-09', '2026-02-22']);
assert.deepEqual(periodOf('2026-12-31', 'WEEKLY'), ['2026W53', '2026-12-28', '2027-01-03']);
for (const year of [2021, 2022, 2023, 2024, 2025]) assert.ok(newYear(year).every((date) => holds(date, 'BIWEEKLY')));
for (const type of ['WEEKLY', 'QUARTERLY', 'YEARLY']) assert.ok(newYear(2026).every((date) => holds(date, type)));

for (const date of ['2026-12-28', '2026-12-31']) assert.deepEqual(periodOf(date, 'BIWEEKLY'), ['2027BiW1', '2027-01-04', '2027-01-17']);
for (const date of ['2027-01-01', '2027-01-03']) assert.deepEqual(periodOf(date, 'BIWEEKLY'), ['2026BiW26', '2026-12-14', '2026-12-27']);
for (const year of [2020, 2026]) {
  assert.deepEqual(newYear(year).map((date) => holds(date, 'BIWEEKLY')), [true, false, false, false, false, true]);
}

const biweeksOf = (year) => generateFixedPeriods({ ...options, year, periodType: 'BIWEEKLY' });
assert.deepEqual([biweeksOf(2026).at(-1).endDate, biweeksOf(2027)[0].startDate], ['2026-12-27', '2027-01-04']);
console.log('As found: @dhis2/multi-calendar-dates has no bi-week for the days around New Year of 2027.');
END
node finding.mjs
