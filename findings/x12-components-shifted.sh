#!/usr/bin/env bash
# Package: x12-parser@1.3.0
# Expected: the components of a composite count from 1, so that SVC01-1 and SV101-1 are the qualifier of the code and SVC01-2 and SV101-2
#   the code, HI01-2 the diagnosis (X12 composites C003 and C022 in 005010X221A1 and 005010X222A1). The README says that SVC01-01 is
#   SVC1-1 in the result.
# Happens: the first component is SVC1, and SVC1-1 is the second. Where the guide says SV101-2 there is the modifier, or nothing where
#   there is none; HI1-2 is absent. Nothing tells it: a claim with a modifier gives a value of its own.
# Matters: A reader that follows the guide and the README takes GP for the procedure that was billed, and finds no diagnosis on any
#   claim. Ask for one component less than the guide says, and for the element itself for the first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error x12-parser@1.3.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { X12parser } from 'x12-parser';

const transaction = [
  'BHT*0019*00*1*20260115*1030*CH',
  'NM1*41*2*CLINIC*****46*12345',
  'PER*IC*OFFICE*TE*5555550100',
  'NM1*40*2*PLAN*****46*54321',
  'HL*1**20*1',
  'NM1*85*2*CLINIC*****XX*1234567893',
  'N3*1 MAIN STREET',
  'N4*TOWN*OH*123450001',
  'REF*EI*123456789',
  'HL*2*1*22*0',
  'SBR*P*18*******CI',
  'NM1*IL*1*EXAMPLE*ANN****MI*M1',
  'N3*2 MAIN STREET',
  'N4*TOWN*OH*12345',
  'DMG*D8*19600115*F',
  'NM1*PR*2*PLAN*****PI*54321',
  'CLM*1*100***11:B:1*Y*A*Y*Y',
  'HI*ABK:M5416*ABF:M5126',
  'LX*1',
  'SV1*HC:97012:GP*50*UN*1***1',
  'DTP*472*D8*20260115',
  'LX*2',
  'SV1*HC:97110*50*UN*1***1',
  'DTP*472*D8*20260115',
];
const claim = [
  'ISA*00*          *00*          *ZZ*CLINIC         *ZZ*PLAN           *260115*1030*^*00501*000000001*0*P*:',
  'GS*HC*CLINIC*PLAN*20260115*1030*1*X*005010X222A1',
  'ST*837*0001*005010X222A1',
  ...transaction,
  `SE*${transaction.length + 2}*0001`,
  'GE*1*1',
  'IEA*1*000000001',
];
const segments = await Readable.from([claim.map((segment) => `${segment}~`).join('')]).pipe(new X12parser()).toArray();
const [[diagnoses], services] = ['HI', 'SV1'].map((name) => segments.filter((segment) => segment.name === name));
const components = (segment, element) =>
  Object.fromEntries(Object.entries(segment).filter(([key]) => key === element || key.startsWith(`${element}-`)));

assert.deepEqual(components(services[0], '1'), { 1: 'HC', '1-1': '97012', '1-2': 'GP' });
assert.deepEqual(components(services[1], '1'), { 1: 'HC', '1-1': '97110' });
assert.deepEqual(components(diagnoses, '1'), { 1: 'ABK', '1-1': 'M5416' });
assert.deepEqual(components(diagnoses, '2'), { 2: 'ABF', '2-1': 'M5126' });
console.log('As found: x12-parser gives the second component the number 1.');
END
node finding.mjs
