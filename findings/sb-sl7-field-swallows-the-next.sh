#!/usr/bin/env bash
# Package: @sourceblock-ug/sb-sl7@2.0.18
# Expected: an escape sequence has an escape character at its beginning and at its end: \H\ and \N\ are the beginning and the end of highlighting, \S\,
#   \T\, \R\, \F\ and \E\ the separators themselves, which is how a text has them (HL7 v2.5.1, 2.7, Use of escape sequences in
#   text fields). A separator behind such a sequence ends the field, as always.
# Happens: the second escape character of a sequence that stands last is taken for one that escapes the separator behind it. Field and next field
#   are one, with the separator between them, and each later field of the segment has the number of the one before. Components too. In the
#   middle of a text the sequence does no harm.
# Matters: A result that the laboratory highlights to its end, \H\Positive\N\, has the reference range for its unit, the flag for its range, and
#   neither status nor day, in a message without an error. Put a space behind such a sequence before you parse.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @sourceblock-ug/sb-sl7@2.0.18 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { Message } = createRequire(import.meta.url)('@sourceblock-ug/sb-sl7');

const header = 'MSH|^~\\&|LAB|A|EHR|B|20260115||ORU^R01^ORU_R01|1|P|2.5.1';

function result(text) {
  const message = new Message(`${header}\rOBX|1|ST|664-3^Gram stain^LN||${text}|mg/L|0-5|A|0.9||F|||20260115`);
  const [value, unit, range, flag, probability, status, day] = [5, 6, 7, 8, 9, 11, 14].map((field) => message.getString(`OBX-${field}`));
  return { value, unit, range, flag, probability, status, day };
}

const others = { unit: 'mg/L', range: '0-5', flag: 'A', probability: '0.9', status: 'F', day: '20260115' };
assert.deepEqual(result('Positive'), { value: 'Positive', ...others });
assert.deepEqual(result('\\H\\Positive\\N\\ (see note)'), { value: '\\H\\Positive\\N\\ (see note)', ...others });

const shifted = { unit: '0-5', range: 'A', flag: '0.9', probability: '', status: '', day: '' };
assert.deepEqual(result('\\H\\Positive\\N\\'), { value: '\\H\\Positive\\N|mg/L', ...shifted });
assert.deepEqual(result('10\\S\\9\\S\\'), { value: '10\\S\\9\\S|mg/L', ...shifted });

// The street of an address that ends in an ampersand swallows the next component.
const address = new Message(`${header}\rPID|1||1||Example||||||Main \\T\\^^Zurich^ZH^8001`);
assert.deepEqual([1, 2, 3, 4, 5].map((part) => address.getString(`PID-11.${part}`)), ['Main \\T^', 'Zurich', 'ZH', '8001', '']);
console.log('As found: sb-sl7 joins a highlighted result with its unit and moves all fields behind it.');
END
node finding.mjs
