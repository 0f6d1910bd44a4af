#!/usr/bin/env bash
# Package: simple-hl7@3.3.0
# Expected: each repetition of a field has the components of its data type, and where a component has no subcomponent separator its first
#   subcomponent is the whole, the later ones being left out (HL7 v2.5.1, chapter 2, message delimiters and message construction rules).
# Happens: getComponent is an empty text for every component as soon as the field has a second repetition, and setComponent changes
#   nothing. Where a component has one part, its first subcomponent is the first letter, its second the second letter.
# Matters: A patient with one identifier is found; with a second one, a plan's member number, PID-3.1 is empty and an order finds no patient.
#   The surname of TEST, asked for as PID-5.1.1 because others have a prefix to it, is T. Take getField(3, 1), and split it yourself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error simple-hl7@3.3.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { Parser } = createRequire(import.meta.url)('simple-hl7');

function pid(identifiers, name) {
  const header = 'MSH|^~\\&|EHR|HOSP|PLAN|PAYER|202601151030||ADT^A08^ADT_A01|1|P|2.5.1';
  const message = new Parser({ segmentSeperator: '\r' }).parse(`${header}\rPID|1||${identifiers}||${name}\r`);
  return message.getSegment('PID');
}

const once = pid('1001^^^HOSP^MR', 'VAN TEST&VAN&TEST^ANNA');
assert.deepEqual([once.getComponent(3, 1), once.getComponent(3, 5)], ['1001', 'MR']);
assert.deepEqual([once.getComponent(5, 1, 1), once.getComponent(5, 1, 2)], ['VAN TEST', 'VAN']);

const twice = pid('1001^^^HOSP^MR~2002^^^PLAN^MB', 'TEST^ANNA');
assert.deepEqual([twice.getField(3, 1), twice.getField(3, 2)], ['1001^^^HOSP^MR', '2002^^^PLAN^MB']);
assert.deepEqual([twice.getComponent(3, 1), twice.getComponent(3, 5)], ['', '']);
twice.setComponent(3, 1, '9009');
assert.equal(twice.getField(3), '1001^^^HOSP^MR~2002^^^PLAN^MB');

assert.equal(twice.getComponent(5, 1), 'TEST');
assert.deepEqual([twice.getComponent(5, 1, 1), twice.getComponent(5, 1, 2)], ['T', 'E']);
console.log('As found: simple-hl7 finds no component in a repeated field, and one letter of a whole one.');
END
node finding.mjs
