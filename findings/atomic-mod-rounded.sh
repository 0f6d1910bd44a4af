#!/usr/bin/env bash
# Package: @atomic-ehr/fhirpath@0.1.4 (fhirpath@5.2.2 beside it)
# Expected: mod is the remainder of the truncated division, also of decimals: 5.5 mod 0.7 is 0.6 (FHIRPath 2.0.0 and later, Math, mod).
#   7.5 mod 2 is 1.5.
# Happens: the remainder is rounded to the decimal places of the divisor. 7.5 mod 2 is 2, which no remainder of 2 can be, 7.25 mod 2
#   is 1, and 7.4 mod 1 is 0. The standard's own example comes out right, as both of its numbers have one place.
# Matters: "Is it a whole number of tablets, weeks, units?" is asked as mod 1 = 0 or mod 0.5 = 0: 7.4 and 2.02 are, it says here, and an
#   invariant or a calculated answer that asks so holds where it must not. Multiply both sides to integers first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @atomic-ehr/fhirpath@0.1.4 fhirpath@5.2.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { evaluate } from '@atomic-ehr/fhirpath';
import fhirpath from 'fhirpath';

const dose = { resourceType: 'Observation', valueQuantity: { value: 7.4, unit: 'tablets' } };

async function both(expression) {
  const values = [await evaluate(expression, { input: dose }), await fhirpath.evaluate(dose, expression)].flat();
  return values.map((value) => (typeof value === 'number' ? Number(value.toFixed(8)) : value));
}

assert.deepEqual(await both('5.5 mod 0.7'), [0.6, 0.6]);
assert.deepEqual(await both('7 mod 2'), [1, 1]);
assert.deepEqual(await both('7.5 mod 2.5'), [0, 0]);
assert.deepEqual(await both('7.5 mod 2'), [2, 1.5]);
assert.deepEqual(await both('7.5 mod 2.0'), [2, 1.5]);
assert.deepEqual(await both('7.25 mod 2'), [1, 1.25]);
assert.deepEqual(await both('1.75 mod 0.5'), [0.3, 0.25]);
assert.deepEqual(await both('2.02 mod 0.5 = 0'), [true, false]);
assert.deepEqual(await both('valueQuantity.value mod 1 = 0'), [true, false]);
console.log('As found: @atomic-ehr/fhirpath rounds the remainder to the places of the divisor.');
END
node finding.mjs
