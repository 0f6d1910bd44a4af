#!/usr/bin/env bash
# Package: @openmrs/esm-form-engine-lib@4.2.1 (bundled for Node by esbuild@0.28.0)
# Expected: from 5 to 19 years girls and boys have a table of heights each, in which a girl of 16 is 162.5 cm in the middle and a boy 172.9 cm (WHO
#   Reference 2007, height-for-age; hfawho2007.txt in WHO's own package anthroplus). calcHeightForAgeZscore calculates by WHO growth standards
#   (its documentation).
# Happens: the package's file of girls from 5 years on is that of boys, byte for byte. A girl of 15 years and 11 months of 162.5 cm, the median, gets
#   -2 in place of 0, one of 160 cm -2 in place of -1, and one of 152 cm -3 in place of -2. (The score is the next line of the table below the
#   height.) Girls below 5 have their own tables, and so has the BMI.
# Matters: -2 is the line below which a child is stunted, -3 severely: girls of average height are on it at 16, and get into nutrition programmes,
#   statistics and research. At 5 years the tables differ by less than a centimetre, so that small children show nothing of it. Take the
#   score of girls from the table of WHO.
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

const table = (name) => readFileSync(`package/src/zscore/${name}.json`, 'utf8');
assert.equal(table('hfa_girls_5_above'), table('hfa_boys_5_above'));
assert.notEqual(table('hfa_girls_below5'), table('hfa_boys_below5'));
assert.notEqual(table('bfa_girls_5_above'), table('bfa_boys_5_above'));

function score(sex, months, height) {
  const birth = new Date();
  birth.setDate(1);
  birth.setMonth(birth.getMonth() - months);
  return new CommonExpressionHelpers(null, { sex, birthDate: birth.toISOString() }, [], {}).calcHeightForAgeZscore(height);
}

// At 191 months the median is 162.5 cm for girls and 172.6 cm for boys, one SD 6.8 cm and 7.8 cm.
assert.deepEqual([162.5, 160, 152].map((height) => score('F', 191, height)), ['-2', '-2', '-3']);
assert.deepEqual([162.5, 160, 152].map((height) => score('M', 191, height)), ['-2', '-2', '-3']);
assert.equal(score('M', 191, 172.7), '0');
console.log('As found: @openmrs/esm-form-engine-lib measures girls from 5 years on by the heights of boys.');
END
node finding.mjs
