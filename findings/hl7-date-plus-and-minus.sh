#!/usr/bin/env bash
# Package: hl7-date@1.0.1
# Expected: a time ends in its offset from UTC, one sign and four digits, +0100 in Zurich in winter (HL7 v2.5.1, chapter 2A, DTM; the
#   README gives the same form: "ZZZZ if present is in HHMM format").
# Happens: stringify writes both signs east of Greenwich, and too few digits: +-100 in Zurich, +-6-30 in India, where the hours are wrong
#   as well (+0530 is meant). West of Greenwich and in UTC itself the offset is right, so that every test in America passes.
# Matters: MSH-7, OBR-7 and OBX-14 of each message from Europe, Asia or Australia are no times. A strict receiver turns the message
#   away, a lenient one leaves the offset out, as the package itself does, and a receiver in another zone is hours off. Write the offset
#   yourself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error hl7-date@1.0.1 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { parse, stringify } = createRequire(import.meta.url)('hl7-date');
const form = /^\d{14}[+-]\d{4}$/;
const winter = new Date('2026-01-15T15:30:15Z');
const summer = new Date('2026-07-15T15:30:15Z');

function written(zone, date) {
  process.env.TZ = zone;
  const text = stringify(date);
  process.env.TZ = 'America/Chicago';
  return { text, well: form.test(text), same: parse(text).getTime() === date.getTime() };
}

assert.deepEqual(written('America/New_York', winter), { text: '20260115103015-0500', well: true, same: true });
assert.deepEqual(written('America/St_Johns', winter), { text: '20260115120015-0330', well: true, same: true });
assert.deepEqual(written('UTC', winter), { text: '20260115153015+0000', well: true, same: true });
assert.deepEqual(written('Europe/Zurich', winter), { text: '20260115163015+-100', well: false, same: false });
assert.deepEqual(written('Europe/Zurich', summer), { text: '20260715173015+-200', well: false, same: false });
assert.deepEqual(written('Australia/Brisbane', winter), { text: '20260116013015+-1000', well: false, same: false });
assert.deepEqual(written('Asia/Kolkata', winter), { text: '20260115210015+-6-30', well: false, same: false });
console.log('As found: hl7-date writes a plus and a minus before an offset east of Greenwich.');
END
node finding.mjs
