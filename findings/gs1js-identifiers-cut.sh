#!/usr/bin/env bash
# Package: gs1js@0.0.2
# Expected: GS1's application identifiers have two, three or four digits: (240) is the maker's own number of the item, (250) a second
#   serial number, (710) to (716) a drug's national number, (3103) a weight (GS1 General Specifications, section 3.2). The README
#   says that identifiers of both a fixed and a variable length are recognized.
# Happens: every identifier ends after two digits, and the rest stands before the value: (240)MODEL7 is 24 with the value 0MODEL7. (240)
#   and (241), (250) and (251) and all of (710) to (716) are one, and asked for by its number an identifier is absent. The two-digit
#   ones around it (GTIN, expiry, lot, serial) come out right.
# Matters: The model number of a device or the national number of a drug gets into the record with a digit that it does not have, and
#   no catalogue knows it. Take the first digits of the value back to the identifier, or another reader.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error gs1js@0.0.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { GS1Reader } = createRequire(import.meta.url)('gs1js');

const separator = String.fromCharCode(29);
const device = '0109506000134352' + '17280331' + `10A1${separator}`;

function read(rest) {
  const reader = new GS1Reader(device + rest);
  const [gtin, expiry, lot, ...others] = reader.getApplicationIdentifiers().map(({ identifier, value }) => [identifier, value]);
  assert.deepEqual([gtin, expiry, lot], [['01', '09506000134352'], ['17', '280331'], ['10', 'A1']]);
  return { others, of: (id) => reader.getApplicationIdentifierById(id)?.value };
}

assert.deepEqual(read('21S1').others, [['21', 'S1']]);

const model = read(`240MODEL7${separator}21S1`);
assert.deepEqual(model.others, [['24', '0MODEL7'], ['21', 'S1']]);
assert.deepEqual([model.of('240'), model.of('21')], [undefined, 'S1']);

assert.deepEqual(read('250S2').others, [['25', '0S2']]);
assert.deepEqual(read('71012345678').others, [['71', '012345678']]);
assert.deepEqual(read('3103000525').others, [['31', '03000525']]);

const both = read(`240MODEL7${separator}241ORDER7`);
assert.deepEqual(both.others, [['24', '0MODEL7'], ['24', '1ORDER7']]);
assert.deepEqual([both.of('24'), both.of('240'), both.of('241')], ['1ORDER7', undefined, undefined]);
console.log('As found: gs1js cuts application identifiers after two digits.');
END
node finding.mjs
