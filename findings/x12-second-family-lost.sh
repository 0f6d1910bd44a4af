#!/usr/bin/env bash
# Package: node-x12@1.7.1
# Expected: a query such as HL+20+21+22-NM104 selects "through a series of HL segments" (its Query Language page, which gives one for
#   all lines of a shipment). HL02 names the HL above, so that a level may follow any of its siblings' children (X12 HL segment; in the
#   guide of 270 and 271, loop 2000C, the example of HL01 has a second subscriber behind the dependent of the first, 004010X092A1).
# Happens: the path begins anew, at its first level, as soon as an HL has another parent than the one before. The subscriber after a
#   subscriber with dependents is not found any more, nor are that one's dependents or anybody after them. No error is raised, and
#   without dependents all are found.
# Matters: A batch of eligibility answers is read up to the first family: whoever comes after has no coverage in the result, though the
#   payer answered. The transaction map uses the same queries. Walk transaction.segments and follow HL01 and HL02 instead.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error node-x12@1.7.1 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { X12Parser, X12QueryEngine } = createRequire(import.meta.url)('node-x12');

const payer = ['HL*1**20*1', 'NM1*PR*2*PLAN*****PI*12345'];
const clinic = ['HL*2*1*21*1', 'NM1*1P*2*CLINIC*****XX*1234567893'];
const subscriber = (hl, given, { dependents }) => [`HL*${hl}*2*22*${dependents}`, `NM1*IL*1*EXAMPLE*${given}****MI*M${hl}`];
const dependent = (hl, above, given) => [`HL*${hl}*${above}*23*0`, `NM1*03*1*EXAMPLE*${given}`];
const benefit = (code) => [`EB*${code}**30`]; // 1 active coverage, 6 inactive.

function names(patients) {
  const segments = ['BHT*0022*11*B1*20260115*1030', ...payer, ...clinic, ...patients];
  const interchange = [
    'ISA*00*          *00*          *ZZ*PLAN           *ZZ*CLINIC         *260115*1030*^*00501*000000001*0*P*:',
    'GS*HB*PLAN*CLINIC*20260115*1030*1*X*005010X279A1',
    'ST*271*0001*005010X279A1',
    ...segments,
    `SE*${segments.length + 2}*0001`,
    'GE*1*1',
    'IEA*1*000000001',
  ];
  const strict = new X12Parser(true).parse(interchange.map((segment) => `${segment}~`).join(''));
  const values = (query) => new X12QueryEngine().query(strict, query).map(({ value }) => value);
  return {
    all: values('NM104').filter(Boolean), // The payer and the clinic have no given name.
    subscribers: values('HL+20+21+22-NM104'),
    dependents: values('HL+20+21+22+23-NM104'),
    benefits: values('HL+20+21+22+23-EB01'),
  };
}

const alone = names([
  ...subscriber(3, 'ANN', { dependents: 0 }),
  ...benefit(1),
  ...subscriber(4, 'CARL', { dependents: 0 }),
  ...benefit(6),
]);
assert.deepEqual(alone, { all: ['ANN', 'CARL'], subscribers: ['ANN', 'CARL'], dependents: [], benefits: [] });

const families = names([
  ...subscriber(3, 'ANN', { dependents: 1 }),
  ...dependent(4, 3, 'BEA'),
  ...benefit(1),
  ...subscriber(5, 'CARL', { dependents: 1 }),
  ...dependent(6, 5, 'DAN'),
  ...benefit(6),
]);
assert.deepEqual(families.all, ['ANN', 'BEA', 'CARL', 'DAN']);
assert.deepEqual(families.subscribers, ['ANN']);
assert.deepEqual(families.dependents, ['BEA']);
assert.deepEqual(families.benefits, ['1']);
console.log('As found: node-x12 finds nobody after the first family.');
END
node finding.mjs
