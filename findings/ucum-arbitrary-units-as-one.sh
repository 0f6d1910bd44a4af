#!/usr/bin/env bash
# Package: ucum@0.0.7, @atomic-ehr/ucum@0.2.5, @lhncbc/ucum-lhc@7.1.10
# Expected: "it is no longer possible to convert or compare arbitrary units with any other arbitrary unit" (UCUM 2.2, section 24, since
#   version 1.7); "any term involving arbitrary units is itself an arbitrary unit and is not comparable" (section 25).
# Happens: in ucum and @atomic-ehr/ucum all of them are 1. 5000 international units ([iU]) are 5000 allergen units ([AU]), 5000 plaque
#   forming units ([PFU]) and the number 5000. ucum-lhc refuses, even m[iU]/L to u[iU]/mL, as section 25 has it.
# Matters: Insulin, heparin, vitamins and allergens are all counted in such units. A rule with a limit in one of them fires for the
#   other, and two packages answer differently whether a dose is comparable at all. Compare them only where the codes are the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error ucum@0.0.7 @atomic-ehr/ucum@0.2.5 @lhncbc/ucum-lhc@7.1.10 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { ucum } from '@atomic-ehr/ucum';

const require = createRequire(import.meta.url);
const old = require('ucum');
const lhc = require('@lhncbc/ucum-lhc').UcumLhcUtils.getInstance();

const convert = (value, from, to) => [
  old.convert(value, from, to),
  ucum.convert(value, from, to),
  lhc.convertUnitTo(from, value, to).toVal,
];

assert.deepEqual(convert(5000, 'm', 'km'), [5, 5, 5]);
assert.deepEqual(convert(5000, '[iU]', '[AU]'), [5000, 5000, null]);
assert.deepEqual(convert(5000, '[iU]', '[PFU]'), [5000, 5000, null]);
assert.deepEqual(convert(5000, '[iU]', '1'), [5000, 5000, null]);
assert.deepEqual(convert(5, 'm[iU]/L', 'u[iU]/mL').map((value) => value && Number(value.toFixed(6))), [5, 5, null]);
assert.equal(ucum.isArbitraryUnit('[iU]'), true);
console.log('As found: ucum and @atomic-ehr/ucum take all arbitrary units for one.');
END
node finding.mjs
