#!/usr/bin/env bash
# Package: @redoxengine/redox-hl7-v2@1.0.1
# Expected: OBX-2 says what OBX-5 is: a CWE has a code, a text and a code system as components (HL7 v2.5.1, chapter 7, OBX-5).
#   "This module converts HL7v2 messages to and from a JSON representation" (README).
# Happens: the parser leaves OBX-5 as one text for every type, 260415000^Not detected^SCT as well, and the generator writes that text
#   with its separators escaped: 260415000\S\Not detected\S\SCT. Only plain values come through. No error.
# Matters: Who relays or corrects a message this way sends a result whose code is a sentence. The receiver files it as text, and
#   nothing that looks for the code (a positive test, a T-score's interpretation) finds it. Take OBX-5 apart before writing it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @redoxengine/redox-hl7-v2@1.0.1 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { Generator, Parser } = createRequire(import.meta.url)('@redoxengine/redox-hl7-v2');

function result(type, value) {
  const message = [
    'MSH|^~\\&|LAB|HOSPITAL|EHR|HOSPITAL|20260115103000||ORU^R01^ORU_R01|42|P|2.5.1',
    'PID|1||123^^^HOSPITAL^MR||Example^Ann||19600115|F',
    'OBR|1||A1|94500-6^SARS-CoV-2^LN',
    `OBX|1|${type}|94500-6^SARS-CoV-2^LN||${value}||||||F`,
  ].join('\r');
  const parsed = new Parser().parse(message);
  const [{ OBX }] = parsed.PATIENT_RESULT[0].ORDER_OBSERVATION[0].OBSERVATION;
  const written = new Generator().write(parsed).split('\r').find((segment) => segment.startsWith('OBX'));
  return { question: OBX[3][1], value: OBX[5], written: written.split('|')[5] };
}

const question = '94500-6';
assert.deepEqual(result('NM', '5.40'), { question, value: ['5.40'], written: '5.40' });
assert.deepEqual(result('CWE', '260415000^Not detected^SCT'), {
  question,
  value: ['260415000^Not detected^SCT'],
  written: '260415000\\S\\Not detected\\S\\SCT',
});
assert.deepEqual(result('SN', '>^100'), { question, value: ['>^100'], written: '>\\S\\100' });
// A text with a real ^ in it looks the same as the components do.
assert.deepEqual(result('ST', '10\\S\\9'), { question, value: ['10^9'], written: '10\\S\\9' });
console.log('As found: redox-hl7-v2 writes a coded result back as one text.');
END
node finding.mjs
