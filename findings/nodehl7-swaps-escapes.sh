#!/usr/bin/env bash
# Package: nodehl7@2.0.0
# Expected: in a text \F\ stands for the field separator, | as a rule, and \S\ for the component separator, ^ as a rule (HL7 v2.5.1,
#   chapter 2, "Use of escape sequences in text fields").
# Happens: the two are mixed up: \F\ becomes ^ and \S\ becomes |. The other three (\T\, \R\ and \E\) are right. The parsed text does
#   not say that anything was replaced.
# Matters: Laboratories write cell counts as 10\S\9/L. The note says 10|9/L, and a text that is taken apart at ^ or | afterwards,
#   or sent on, is cut at the wrong place. tiny-hl7@1.0.7 reads the same message right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error nodehl7@2.0.0 tiny-hl7@1.0.7 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import tiny from 'tiny-hl7';

const Hl7 = createRequire(import.meta.url)('nodehl7');

const messageWith = (text) =>
  [
    'MSH|^~\\&|LAB|HOSPITAL|EHR|HOSPITAL|20260115103000||ORU^R01^ORU_R01|42|P|2.5.1',
    'PID|1||123^^^HOSPITAL^MR||Example^Ann||19600115|F',
    'OBR|1||A1|8251-1^Comment^LN',
    `OBX|1|ST|8251-1^Comment^LN||${text}||||||F`,
  ].join('\r');

async function byNodehl7(text) {
  const message = await new Hl7({ mapping: false }).parse(messageWith(text), 'message');
  return message.segments.find(({ typeofSegment }) => typeofSegment === 'OBX').parts[4];
}
const byTinyHl7 = (text) => tiny.parse(messageWith(text)).find((segment) => segment['OBX.1'])['OBX.5'];

assert.equal(await byNodehl7('salt \\T\\ water'), 'salt & water');
assert.equal(await byNodehl7('one \\R\\ two'), 'one ~ two');
assert.equal(await byNodehl7('one \\E\\ two'), 'one \\ two');
assert.equal(await byNodehl7('cells 10\\S\\9/L'), 'cells 10|9/L');
assert.equal(byTinyHl7('cells 10\\S\\9/L'), 'cells 10^9/L');
assert.equal(await byNodehl7('left \\F\\ right'), 'left ^ right');
assert.equal(byTinyHl7('left \\F\\ right'), 'left | right');
console.log('As found: nodehl7 takes the escapes of | and ^ for each other.');
END
node finding.mjs
