#!/usr/bin/env bash
# Package: @atomic-ehr/ucum@0.2.5
# Expected: terms are evaluated from left to right, . and / having the same precedence (UCUM 2.2, section 7): what is divided by mg/dL
#   is divided by mg and multiplied by dL. The README offers divide, multiply and pow "with automatic unit handling".
# Happens: the codes are written one after the other without parentheses. 500 mg divided by 10 mg/mL is 50 mg/mg/mL, that is 50 per mL
#   where it is 50 mL; 3 m/s to the power of -1 is 0.33 m/s-1, that is metres times seconds. The README's own 5 mg/kg times 70 kg has
#   the unit mg/kg.kg instead of mg, which is only longer.
# Matters: A volume from a dose and a concentration, a clearance, a rate: the number is right, the unit its inverse. convert to mL then
#   fails, and shown or compared as it is it is another quantity. Convert to the wanted unit first and calculate with numbers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @atomic-ehr/ucum@0.2.5 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { ucum } from '@atomic-ehr/ucum';

const isSameKind = (unit, other) => ucum.isConvertible(unit, other);

const volume = ucum.divide(ucum.quantity(500, 'mg'), ucum.quantity(10, 'mg/mL'));
assert.deepEqual([volume.value, volume.unit], [50, 'mg/mg/mL']);
assert.equal(isSameKind(volume.unit, 'mL'), false);
assert.equal(isSameKind(volume.unit, '/mL'), true);
assert.equal(ucum.convert(1, 'mg/(mg/mL)', 'mL'), 1);

const pace = ucum.pow(ucum.quantity(3, 'm/s'), -1);
assert.deepEqual([pace.value.toFixed(2), pace.unit], ['0.33', 'm/s-1']);
assert.equal(isSameKind(pace.unit, 's/m'), false);
assert.equal(isSameKind(pace.unit, 'm.s'), true);

const square = ucum.pow(ucum.quantity(3, 'mg/dL'), 2);
assert.deepEqual([square.value, square.unit], [9, 'mg/dL2']);
assert.equal(isSameKind(square.unit, 'mg2/dL2'), false);

const dose = ucum.multiply(ucum.quantity(5, 'mg/kg'), ucum.quantity(70, 'kg'));
assert.deepEqual([dose.value, dose.unit], [350, 'mg/kg.kg']);
assert.equal(isSameKind(dose.unit, 'mg'), true);
console.log('As found: @atomic-ehr/ucum divides by a quotient as if it had no parentheses.');
END
node finding.mjs
