#!/usr/bin/env bash
# Package: hl7v2@1.8.0 (with hl7v2-dictionary@1.8.0)
# Expected: a time is YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ], and its length is its precision (HL7 v2.5.1, chapter 2A, DTM).
#   A message that is parsed and written again without a change says the same.
# Happens: the minus of an offset is left out: 20260115103015-0500 is written as 202601151030150500, whose seconds no longer end
#   anywhere. A plus is kept. A year alone (2026) is written as 20260101, also when nobody touched the field.
# Matters: Offsets in America are all negative. Whoever relays messages through it (an interface engine, a converter to FHIR) sends
#   on times that a strict receiver turns away and a lenient one reads hours off, and a birth known by its year gets a day.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error hl7v2@1.8.0 hl7v2-dictionary@1.8.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { HL7Message } from 'hl7v2';

function written(time) {
  const message = [
    `MSH|^~\\&|LAB|HOSPITAL|EHR|HOSPITAL|${time}||ORU^R01^ORU_R01|42|P|2.5.1`,
    'PID|1||123^^^HOSPITAL^MR||Example^Ann||19600115|F',
    `OBX|1|NM|2339-0^Glucose^LN||5.40|mmol/L^^UCUM|||||F|||${time}`,
  ].join('\r');
  const [msh, pid, obx] = HL7Message.parse(message).toHL7String().trim().split('\r');
  assert.equal(pid, 'PID|1||123^^^HOSPITAL^MR||Example^Ann||19600115|F');
  const [inHeader, inResult] = [msh.split('|')[6], obx.split('|')[14]];
  assert.equal(inHeader, inResult);
  return inResult;
}

assert.equal(written('20260115103015'), '20260115103015');
assert.equal(written('20260115'), '20260115');
assert.equal(written('20260115103015-0500'), '202601151030150500');
assert.equal(written('20260115103015+0500'), '20260115103015+0500');
assert.equal(written('2026'), '20260101');
console.log('As found: hl7v2 writes the offset without its minus and a year as its first day.');
END
node finding.mjs
