#!/usr/bin/env bash
# Package: @openmrs/esm-form-engine-lib@4.2.1 (bundled for Node by esbuild@0.28.0)
# Expected: a BMI at the median of its age is the score 0 (WHO Reference 2007, BMI-for-age; the median of a boy of 9 years is 16.049 in
#   bfawho2007.txt of WHO's own package anthroplus). calcBMIForAgeZscore gives the score "to assess both undernutrition and
#   overweight/obesity" (its documentation).
# Happens: the median stands twice in the package's rows, as M with four decimals and as SD0 with three. Where the fourth is a 0, the first of the two
#   is found by its value, and M counts as below the table: a boy of 9 years and a BMI of 16.5 has the score -4. At 16.0 he has -1, at 18.0 1,
#   and at 16.5 a month later 0. So it is in 14 of the 155 months of boys from 5 to 18 years, and in 18 of those of girls.
# Matters: In such a month each child from the median up to one SD above it, a third of all, is reported with the most severe thinness there is.
#   Who looks at the child sees the mistake; a form that refers at -3, a report or a study does not. Take -4 for unknown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error lodash@4.17.21 dayjs@1.11.19 esbuild@0.28.0 >/dev/null
# Only its own files: the application that it is a part of has hundreds of megabytes.
npm pack --silent @openmrs/esm-form-engine-lib@4.2.1 >/dev/null
tar xzf openmrs-esm-form-engine-lib-4.2.1.tgz
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';

// The application's framework, of which the scores need nothing.
writeFileSync('framework.cjs', 'module.exports = {};\n');
const alias = { '@openmrs/esm-framework': './framework.cjs' };
const entryPoints = ['package/src/utils/common-expression-helpers.ts'];
buildSync({ entryPoints, alias, outfile: 'helpers.cjs', bundle: true, platform: 'node', logLevel: 'error' });
const { CommonExpressionHelpers } = createRequire(import.meta.url)('./helpers.cjs');

// The score of a child of 1 m, whose weight is its BMI.
function score(sex, months, bmi) {
  const birth = new Date();
  birth.setDate(1);
  birth.setMonth(birth.getMonth() - months);
  return new CommonExpressionHelpers(null, { sex, birthDate: birth.toISOString() }, [], {}).calcBMIForAgeZscore(100, bmi);
}

assert.deepEqual([16, 16.5, 18].map((bmi) => score('M', 108, bmi)), ['-1', '-4', '1']);
assert.deepEqual([16, 16.5, 18].map((bmi) => score('M', 109, bmi)), ['-1', '0', '1']);

const rows = (sex) => JSON.parse(readFileSync(`package/src/zscore/bfa_${sex}_5_above.json`, 'utf8')).filter(({ Month }) => Month < 216);
const twice = (sex) => rows(sex).filter(({ M, SD0 }) => M === SD0);
assert.deepEqual([rows('boys'), rows('girls'), twice('boys'), twice('girls')].map(({ length }) => length), [155, 155, 14, 18]);
for (const [sex, name] of [['M', 'boys'], ['F', 'girls']])
  for (const { Month, SD0, SD1 } of twice(name)) assert.equal(score(sex, Month, (SD0 + SD1) / 2), '-4');
console.log('As found: @openmrs/esm-form-engine-lib gives an average BMI the score -4 in some months.');
END
node finding.mjs
