#!/usr/bin/env bash
# Package: ts-hl7@1.0.0
# Expected: components and subcomponents that are not present at the end of a field need no separators, and have no value (HL7 v2.5, chapter 2, 2.6 Message
#   Construction Rules). PID-5.2 is the given name, OBX-3.3 the system of the code and PID-3[2] the second identifier. Of a field that is not
#   divided get returns the field for its first part, and the README says so of the first alone.
# Happens: where a field was sent as one text, each component of it is that text: the given name of a patient who is only known as DOE is DOE, and so is
#   the middle name, the system of the local code GLU is GLU, and that of the unit mg/dL is mg/dL. Where a field does not repeat, each
#   repetition is the first: a patient with one identifier has the same as second and as seventh. In a field of several components the
#   absent ones are undefined, and an empty field is null.
# Matters: A reader that asks for the system of a code always gets one, and files the result under a code system GLU; one that compares a patient's
#   given name compares the surname. Ask for the whole field first, and take a part of it only if it is an array.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error ts-hl7@1.0.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { default: Msg } = createRequire(import.meta.url)('ts-hl7');

const message = new Msg(
  [
    'MSH|^~\\&|LAB|CLINIC|APP|CLINIC|20260115103000||ORU^R01^ORU_R01|1|P|2.5',
    'PID|1||123^^^CLINIC^MR||DOE||19600115|F',
    'OBR|1|1|2|1554-5^Glucose^LN|||20260115',
    'OBX|1|NM|GLU||182|mg/dL|70-105|H|||F',
    'OBX|2|NM|1558-6^Glucose fasting^LN||182|mg/dL|70-105|H|||F',
  ].join('\r'),
);
const get = (...paths) => paths.map((path) => message.get(path));

assert.deepEqual(get('OBX[2]-3.1', 'OBX[2]-3.3', 'OBX[2]-3.4'), ['1558-6', 'LN', undefined]);
assert.deepEqual(get('PID-3.1', 'PID-3.4', 'PID-3.6'), ['123', 'CLINIC', undefined]);
assert.deepEqual(get('PID-5', 'PID-5.1', 'PID-4.1'), ['DOE', 'DOE', null]);

assert.deepEqual(get('PID-5.2', 'PID-5.3', 'PID-5.1.2'), ['DOE', 'DOE', 'DOE']);
assert.deepEqual(get('OBX[1]-3.2', 'OBX[1]-3.3', 'OBX[1]-6.3'), ['GLU', 'GLU', 'mg/dL']);
assert.deepEqual(get('PID-3[2].1', 'PID-3[7].1', 'PID-5[2]'), ['123', '123', 'DOE']);
console.log('As found: ts-hl7 answers with the surname where the given name was not sent.');
END
node finding.mjs
