#!/usr/bin/env bash
# Package: hl7parser@1.0.1
# Expected: a time of HL7 v2 may end in its offset from UTC, and without one it is the sender's local time: 20260115103000-0500 is 15:30 in UTC.
#   The number of digits says how precise it is, ten are an hour, and 0000 is midnight (HL7 v2.5.1, chapter 2A, DTM).
# Happens: toDate never reads the offset, each time is one of the machine's own time zone. Where there are no seconds, it takes the first two
#   characters of the offset for them: 10:30 in Noumea, +1100, is 10:30:01. An hour without minutes is null. A Date that is set at midnight is
#   written as a day without a time.
# Matters: Results of two hospitals come in the wrong order, and an order is later than its result. No value is missing, and the tests of a team in
#   one time zone pass. Take toString() and read the offset yourself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error hl7parser@1.0.1 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

process.env.TZ = 'UTC';
const { create } = createRequire(import.meta.url)('hl7parser');

const messageOf = (time) => create(`MSH|^~\\&|A|B|C|D|20260116||ORU^R01|1|P|2.5\rPID|1||1\rOBX|1|NM|8867-4^Heart rate^LN||50|/min|||||F|||${time}`);
const timeOf = (time) => messageOf(time).get('OBX.14').toDate()?.toISOString();

assert.equal(timeOf('20260115103000'), '2026-01-15T10:30:00.000Z');
assert.equal(timeOf('20260115103000+0000'), '2026-01-15T10:30:00.000Z');

assert.equal(timeOf('20260115103000-0500'), '2026-01-15T10:30:00.000Z');
assert.equal(timeOf('20260115103000.25+0530'), '2026-01-15T10:30:00.000Z');
assert.equal(timeOf('202601151030+1100'), '2026-01-15T10:30:01.000Z');
assert.equal(timeOf('2026011510'), undefined);

function written(moment) {
  const message = messageOf('');
  message.set('OBX.14', new Date(moment));
  return message.get('OBX.14').toString();
}

assert.equal(written('2026-01-15T00:00:01Z'), '20260115000001');
assert.equal(written('2026-01-15T00:00:00Z'), '20260115');
console.log('As found: hl7parser takes 10:30 in New York and 10:30 in India for one moment.');
END
node finding.mjs
