#!/usr/bin/env bash
# Package: hl7v2@1.8.0 (with hl7v2-dictionary@1.8.0)
# Expected: a time is YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ] (HL7 v2.5.1, chapter 2A, DTM). A message that is parsed and written
#   again without a change says the same.
# Happens: the minus of an offset is left out: 20260115103015-0500 is written as 202601151030150500, whose seconds no longer end
#   anywhere, in the header and in a result that nobody touched. A plus is kept, and so is a time without offset.
# Matters: Offsets in America are all negative. Whoever relays messages through it (an interface engine, a converter to FHIR) sends
#   on times that a strict receiver turns away and a lenient one reads as local time, hours off. Set such fields again as text.
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
    'OBR|1||A1|2339-0^Glucose^LN',
    `OBX|1|NM|2339-0^Glucose^LN||5.40|mmol/L^^UCUM|||||F|||${time}`,
  ].join('\r');
  const [msh, pid, , obx] = HL7Message.parse(message).toHL7String().trim().split('\r');
  assert.equal(pid, 'PID|1||123^^^HOSPITAL^MR||Example^Ann||19600115|F');
  const [inHeader, inResult] = [msh.split('|')[6], obx.split('|')[14]];
  assert.equal(inHeader, inResult);
  return inResult;
}

assert.equal(written('20260115103015'), '20260115103015');
assert.equal(written('20260115'), '20260115');
assert.equal(written('20260115103015-0500'), '202601151030150500');
assert.equal(written('20260115103015+0500'), '20260115103015+0500');
console.log('As found: hl7v2 writes the offset of a time without its minus.');
END
node finding.mjs
