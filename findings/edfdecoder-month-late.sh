#!/usr/bin/env bash
# Package: edfdecoder@0.1.2
# Expected: the header record of an EDF file has the start of the recording as dd.mm.yy and hh.mm.ss, and the years 85 to 99 are 1985 to 1999, 00 to
#   84 are 2000 to 2084 (EDF, full specification, Header Record, which points to EDF+, 2.1.3 Additional specifications, item 2).
# Happens: the month is counted from 0 and the year from 1900. A recording of 15.01.26 is one of 15 February 1926, one of 31.01.26 of 3 March
#   1926, and one of December of January of the year after. The time of day is right, and so are the signals.
# Matters: An EEG or a sleep study lands a month after it was made, and where only the century is put right, nobody sees it. A recording cannot be
#   matched with its order, its events or its medication. Read bytes 168 to 184 of the file yourself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error edfdecoder@0.1.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { EdfDecoder } = createRequire(import.meta.url)('edfdecoder');

// An EDF file with one signal of four samples.
function edf(date, time) {
  const fields = [
    ['0', 8], ['X', 80], ['X', 80], [date, 8], [time, 8], ['512', 8], ['', 44], ['1', 8], ['1', 8], ['1', 4],
    ['EEG Fpz-Cz', 16], ['AgAgCl electrode', 80], ['uV', 8], ['-500', 8], ['500', 8], ['-2048', 8], ['2047', 8], ['', 80], ['4', 8], ['', 32],
  ];
  const header = fields.map(([text, length]) => text.padEnd(length)).join('');
  assert.equal(header.length, 512);
  const samples = new Uint8Array(new Int16Array([-2048, 0, 1024, 2047]).buffer);
  return new Uint8Array([...new TextEncoder().encode(header), ...samples]).buffer;
}

function start(date, time = '10.30.15') {
  const decoder = new EdfDecoder();
  decoder.setInput(edf(date, time));
  decoder.decode();
  const recording = decoder.getOutput();
  assert.deepEqual([...recording.getPhysicalSignal(0, 0)].map(Math.round), [-500, 0, 250, 500]);
  const found = recording.getRecordingStartDate();
  const day = [found.getFullYear(), found.getMonth() + 1, found.getDate()];
  return [day.join('-'), [found.getHours(), found.getMinutes(), found.getSeconds()].join(':')];
}

assert.deepEqual(start('15.01.26'), ['1926-2-15', '10:30:15']);
assert.deepEqual(start('31.01.26'), ['1926-3-3', '10:30:15']);
assert.deepEqual(start('15.12.26'), ['1927-1-15', '10:30:15']);
assert.deepEqual(start('15.01.99'), ['1999-2-15', '10:30:15']);
console.log('As found: edfdecoder dates a recording of January to February, and of 2026 to 1926.');
END
node finding.mjs
