#!/usr/bin/env bash
# Package: @stedi/x12-tools@1.12.0
# Expected: a 997 acknowledges one functional group, so that an interchange with two is answered by two: AK1 names the group, and AK9 has the number of
#   transaction sets in that group, as its GE says, and of those that were received and accepted (X12, 997 Functional Acknowledgment, AK1, AK9
#   and the notes to the transaction set). ack is to "generate a 997 acknowledgment for the given edi file" (its documentation).
# Happens: one 997 is generated, which names the first group and counts the transaction sets of all: a group of two eligibility requests, with one
#   of another department behind it, is accepted with 3 of 3, where its GE says 2, and the other group is not acknowledged. So it is with two
#   interchanges of two senders in one file: the first gets 4 of 4, the second nothing. metadata shows groups and interchanges as they are.
# Matters: The sender takes the second group for lost and sends it again, and claims that were sent again are refused as duplicates or paid twice; the
#   count of the first group does not fit. Call ack for one group at a time, cut out by the spans of metadata.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @stedi/x12-tools@1.12.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { ack, ackAsJson, metadata } = createRequire(import.meta.url)('@stedi/x12-tools');

function request(control) {
  const segments = [
    `BHT*0022*13*${control}*20260115*1030`,
    'HL*1**20*1',
    'NM1*PR*2*PLAN*****PI*12345',
    'HL*2*1*21*1',
    'NM1*1P*2*CLINIC*****XX*1234567893',
    'HL*3*2*22*0',
    'NM1*IL*1*EXAMPLE*ANN****MI*M1',
    'EQ*30',
  ];
  return [`ST*270*${control}*005010X279A1`, ...segments, `SE*${segments.length + 2}*${control}`];
}
function group(department, number, ...controls) {
  const header = `GS*HS*${department}*PLAN*20260115*1030*${number}*X*005010X279A1`;
  return [header, ...controls.flatMap(request), `GE*${controls.length}*${number}`];
}
function interchange(sender, control, ...groups) {
  const header = `ISA*00*          *00*          *ZZ*${sender.padEnd(15)}*ZZ*PLAN           *260115*1030*^*00501*${control}*0*P*:`;
  return [header, ...groups.flat(), `IEA*${groups.length}*${control}`].map((segment) => `${segment}~`).join('');
}
const segments = (acknowledgment, name) => acknowledgment.split('~').filter((segment) => segment.startsWith(`${name}*`));
const acknowledged = (file) => ['AK1', 'AK9'].flatMap((name) => segments(ack(file, '000000009', '9'), name));

const first = group('SURGERY', 1, '0001', '0002');
const second = group('RADIOLOGY', 2, '0003');
assert.deepEqual(acknowledged(interchange('CLINIC', '000000001', first)), ['AK1*HS*1', 'AK9*A*2*2*2']);
assert.deepEqual(acknowledged(interchange('CLINIC', '000000001', second)), ['AK1*HS*2', 'AK9*A*1*1*1']);

const both = interchange('CLINIC', '000000001', first, second);
assert.deepEqual(metadata(both).interchanges[0].functionalGroups.map(({ transactionSets }) => transactionSets.length), [2, 1]);
assert.deepEqual(acknowledged(both), ['AK1*HS*1', 'AK9*A*3*3*3']);
assert.equal(ackAsJson(both).heading.functional_group_response_trailer_AK9.number_of_transaction_sets_included_02, 3);

const senders = interchange('CLINIC', '000000001', first) + interchange('OTHER', '000000002', first);
assert.equal(metadata(senders).interchanges.length, 2);
assert.deepEqual(acknowledged(senders), ['AK1*HS*1', 'AK9*A*4*4*4']);
assert.deepEqual(segments(ack(senders, '000000009', '9'), 'ISA').map((segment) => segment.split('*')[8].trim()), ['CLINIC']);
console.log('As found: @stedi/x12-tools acknowledges the first group, with the transaction sets of all.');
END
node finding.mjs
