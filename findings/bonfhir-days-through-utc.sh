#!/usr/bin/env bash
# Package: @bonfhir/core@2.22.1
# Expected: a date has no time zone, and a time none either (FHIR R4, data types, date and time): the day after 2026-01-15 is 2026-01-16,
#   an hour after 10:30:00 is 11:30:00, and a birth date is shown as it is written, in Europe as in America.
# Happens: duration.add reads a date or a time in the zone of the process and writes it in UTC. East of Greenwich 2026-01-15 and 1 day are
#   2026-01-15, in New York 10:30:00 and 1 hour are 16:30:00. Formatter does the same the other way: in Zurich the date 2026-01-15 is
#   shown as 1/14/2026, and 2026 as 2025. As a dateTime the same texts are shown right. In UTC all is right.
# Matters: A server in UTC passes its tests, and a browser in Europe shows each birth date a day early and starts "tomorrow" today; a
#   dose that is due an hour later moves by the offset. Show dates as dateTime, and add to them with another library.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @bonfhir/core@2.22.1 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { duration, Formatter } from '@bonfhir/core/r4b';

const formatter = Formatter.build({ locale: 'en-US' });

function seen(zone) {
  process.env.TZ = zone;
  return {
    nextDay: duration.add('2026-01-15', duration.days(1)),
    anHourLater: duration.add('10:30:00', duration.hours(1)),
    date: formatter.format('date', '2026-01-15'),
    year: formatter.format('date', '2026'),
    dateTime: formatter.format('dateTime', '2026-01-15'),
  };
}

const right = { nextDay: '2026-01-16', anHourLater: '11:30:00', date: '1/15/2026', year: '2026', dateTime: '1/15/2026' };
assert.deepEqual(seen('UTC'), right);
assert.deepEqual(seen('America/New_York'), { ...right, anHourLater: '16:30:00' });
assert.deepEqual(seen('Europe/Zurich'), {
  ...right,
  nextDay: '2026-01-15',
  anHourLater: '10:30:00',
  date: '1/14/2026',
  year: '2025',
});
console.log('As found: @bonfhir/core moves dates and times by the offset of the zone that it runs in.');
END
node finding.mjs
