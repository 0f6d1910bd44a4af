#!/usr/bin/env bash
# Package: medblocks-ui@0.0.192 (bundled for Node by esbuild@0.28.0)
# Expected: in the flat format of openEHR the repetitions of an element are numbered behind a colon from 0 on, temperature:0 to temperature:11 are
#   twelve (openEHR ITS-REST, Simplified Formats, Instance Indexing), and each is one of the list when the composition becomes a tree.
# Happens: one digit of the number is read. unflattenComposition makes ten temperatures of twelve, and hides the eleventh and the twelfth in the second
#   one, under "0" and "1". count, which says how many repetitions a composition has, takes the last digit: of 11 it counts 1, of 12 2, of 20 10.
#   Up to ten all is right.
# Matters: A chart of vital signs, a list of drugs or of the doses of a vaccine that grows beyond ten shows ten, and a form that is opened with as many
#   rows as count says shows one of eleven. The last values, usually the newest, are the ones that are missing. Read the numbers from
#   the paths yourself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error esbuild@0.28.0 >/dev/null
# Only its own files: these functions need none of its components' packages.
npm pack --silent medblocks-ui@0.0.192 >/dev/null
tar xzf medblocks-ui-0.0.192.tgz
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';

const modules = { count: 'utils.js', unflattenComposition: 'src/medblocks/form/plugins/openEHRFlat.js' };
const lines = Object.entries(modules).map(([name, path]) => `export { ${name} } from './package/dist/${path}';\n`);
writeFileSync('entry.js', lines.join(''));
buildSync({ entryPoints: ['entry.js'], outfile: 'medblocks.cjs', bundle: true, platform: 'node', logLevel: 'error' });
const { count, unflattenComposition } = createRequire(import.meta.url)('./medblocks.cjs');

const times = (number, make) => Array.from({ length: number }, (_, index) => make(index));
const composition = (number) => Object.fromEntries(times(number, (index) => [`vitals/temperature:${index}/any|magnitude`, 36 + index / 10]));
const counted = (number) => count(composition(number), 'vitals/temperature');
assert.deepEqual([1, 2, 10].map(counted), [1, 2, 10]);
assert.deepEqual([11, 12, 20, 21].map(counted), [1, 2, 10, 1]);

const temperatures = (number) => unflattenComposition(composition(number)).vitals.temperature;
assert.deepEqual(temperatures(10).map(({ any }) => any.magnitude), times(10, (index) => 36 + index / 10));
const twelve = temperatures(12);
assert.equal(twelve.length, 10);
assert.deepEqual(twelve[1], { any: { magnitude: 36.1 }, 0: { any: { magnitude: 37 } }, 1: { any: { magnitude: 37.1 } } });
console.log('As found: medblocks-ui reads one digit of the number of a repetition.');
END
node finding.mjs
