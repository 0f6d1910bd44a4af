#!/usr/bin/env bash
# Package: node-x12-edi@1.0.15
# Expected: a loop begins with its first segment, and segments that the guide calls situational may be left out of it: in loop 2400, a service
#   line, LX begins the line and NTE, a note on it, is situational (X12 005010X222A1, 837 Professional, loop 2400). Loops are what the package
#   supports (its README, Features).
# Happens: a loop ends when it has as many segments as it has names, whichever they are. A line without NTE takes the LX of the next line in its
#   place, each line after it begins one segment late, and the last one, which has too few left, is dropped. Where every line has a note, or
#   none has and NTE is not asked for, all is right.
# Matters: Of a claim with four services over 1,000 dollars three come out, in the right form and without a word; an optional note on one line
#   decides whether another is paid. Compare the number of lines with the LX segments, or cut the claim at each LX before you map it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error node-x12-edi@1.0.15 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { FieldMap, Loop, LoopMap, Transaction } from 'node-x12-edi';

const fieldOf = (segmentIdentifier, valuePosition) => new FieldMap({ segmentIdentifier, valuePosition });

function linesOf(...lines) {
  const transaction = new Transaction();
  const segments = lines.flatMap((line, index) => [`LX*${index + 1}`, ...line]);
  transaction.generateSegments(['ST*837*0001*005010X222A1', 'CLM*1*1000***11:B:1*Y*A*Y*Y', ...segments, 'SE*99*0001'].join('\n'));
  const loop = new Loop();
  loop.setPosition(0);
  loop.addSegmentIdentifiers(['LX', 'SV1', 'DTP', 'NTE']);
  transaction.addLoop(loop);
  transaction.runLoops();
  const values = { service: fieldOf('SV1', 0), charge: fieldOf('SV1', 1), note: fieldOf('NTE', 1) };
  const mapped = transaction.mapSegments({ lines: new LoopMap({ position: 0, values }) });
  return mapped.lines.map(({ service, charge, note }) => [service, charge, note]);
}

const line = (code, charge) => [`SV1*HC:${code}*${charge}*UN*1***1`, 'DTP*472*D8*20260115'];
const withNote = (code, charge) => [...line(code, charge), `NTE*ADD*NOTE ON ${code}`];

const second = ['HC:97110', '200', 'NOTE ON 97110'];
const third = ['HC:72100', '100', 'NOTE ON 72100'];
const last = ['HC:72148', '600', 'NOTE ON 72148'];
const others = [withNote('97110', 200), withNote('72100', 100), withNote('72148', 600)];

assert.deepEqual(linesOf(withNote('99213', 100), ...others), [['HC:99213', '100', 'NOTE ON 99213'], second, third, last]);

assert.deepEqual(linesOf(line('99213', 100), ...others), [['HC:99213', '100', undefined], second, third]);
console.log('As found: node-x12-edi loses the last service line because the first has no note.');
END
node finding.mjs
