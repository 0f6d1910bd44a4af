#!/usr/bin/env bash
# Package: @lhncbc/ucum-lhc@7.1.10
# Expected: percent of slope and prism diopter are 100 times the tangent of the plane angle, "100tan(1 rad)", and are converted back
#   with the arc tangent (UCUM 2.2, section 44): 100 % is a quarter of pi rad, 45 deg.
# Happens: 100 %[slope] are 0.785 deg and 0.0137 rad, and 45 deg are 161.98 %[slope]: the angle's number is taken for radians after it
#   was converted to degrees. Prism diopters, the same function, cannot be converted at all. (ucum-essence, the file that UCUM
#   publishes for programs, has rad in the text of %[slope] and deg in its function.)
# Matters: The incline of a treadmill or a ramp comes out 57 times too flat, the strength of a prism not at all, and FHIRPath engines
#   and form renderers use this package for their units. Convert these two with tan and atan.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @lhncbc/ucum-lhc@7.1.10 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const utils = createRequire(import.meta.url)('@lhncbc/ucum-lhc').UcumLhcUtils.getInstance();

function convert(value, from, to) {
  assert.equal(utils.validateUnitString(from).status, 'valid');
  const { status, toVal } = utils.convertUnitTo(from, value, to);
  return [status, toVal === null ? null : Number(toVal.toFixed(4))];
}

assert.deepEqual(convert(180, 'deg', 'rad'), ['succeeded', 3.1416]);
assert.deepEqual(convert(100, '%[slope]', 'deg'), ['succeeded', 0.7854]);
assert.deepEqual(convert(100, '%[slope]', 'rad'), ['succeeded', 0.0137]);
assert.deepEqual(convert(45, 'deg', '%[slope]'), ['succeeded', 161.9775]);
assert.deepEqual(convert(100, "[p'diop]", 'deg'), ['failed', null]);
assert.deepEqual(convert(45, 'deg', "[p'diop]"), ['failed', null]);
console.log('As found: ucum-lhc takes degrees of a slope for radians.');
END
node finding.mjs
