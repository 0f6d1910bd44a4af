#!/usr/bin/env bash
# Package: ucum@0.0.7
# Expected: format(3, '[in_i]', true) is "3 in", the number as it was given and the unit in print, as the comment above the function says;
#   a prefix belongs to its unit and milli is 0.001 (UCUM, table of prefixes), so that 5 mg is 0.005 g.
# Happens: the number is multiplied by the prefix, and the prefix is printed all the same: 5 mg is "0.005 mg", 120 mm[Hg] is
#   "0.12 mm Hg", 80 kg is "80000 kg". A dose per weight loses its unit: 5 mg/kg is 0.000005 of "1". Without a prefix the number is right,
#   and so are parse, convert and the unit alone.
# Matters: A dose, a blood pressure or a weight that is shown by this function is wrong by the factor of its prefix, a thousand or a
#   million, and looks like any other. Print the unit alone and put your own number before it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error ucum@0.0.7 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const ucum = createRequire(import.meta.url)('ucum');
const shown = (value, unit) => ucum.format(value, unit, true).replaceAll('&#160;', ' ');

assert.equal(shown(3, '[in_i]'), '3 in');
assert.equal(shown(5, 'g/L'), '5 g/L');
assert.equal(ucum.format('mg/dL'), 'mg/dL');
assert.equal(ucum.convert(5, 'mg', 'g'), 0.005);

assert.equal(shown(5, 'mg'), '0.005 mg');
assert.equal(shown(5, 'mg/dL'), '0.05 mg/dL');
assert.equal(shown(5, 'mmol/L'), '0.005 mmol/L');
assert.equal(shown(120, 'mm[Hg]'), '0.12 mm Hg');
assert.equal(shown(80, 'kg'), '80000 kg');
assert.match(shown(5, 'mg/kg'), /^0\.00000\d+ 1$/);
console.log('As found: ucum multiplies the number by the prefix and prints the prefix too.');
END
node finding.mjs
