#!/usr/bin/env bash
# Package: swedish-medications@2.0.0
# Expected: a code of the ATC system with all seven characters is one substance: morphine is N02AA01 and apomorphine N04BC07, prednisolone H02AB06 and
#   methylprednisolone H02AB04, atropine A03BA01 and somatropin H01AC01 (WHO, ATC/DDD Index). findMedication looks a medicine up by its brand or
#   substance (README, SKILL.md), and has these substances with these codes in its own data.
# Happens: of all products in whose name or substances the word occurs it takes the one with the shortest name. morfin is Dacepton, an apomorphine
#   for Parkinson's disease, prednisolon is Medrol, a methylprednisolone, atropin is Saizen, the growth hormone somATROPIN, and metadon is a
#   levomethadone. A short list of its own comes first: citalopram is escitalopram, "10-20mg once daily", and dexamfetamin is lisdexamfetamin,
#   "30-70mg once daily". searchMedications has Medrol before any prednisolone, too.
# Matters: It is made for assistants that answer what a medicine is for and how much to take. Apomorphine is no painkiller, 30 mg of dexamfetamine are far
#   more than 30 mg of its prodrug, and as name, code and dose of the answer agree, nobody sees it. Compare the substance of the answer
#   with the one that you asked for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error swedish-medications@2.0.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { FULL_DATABASE, findMedication, searchMedications } = createRequire(import.meta.url)('swedish-medications');

// The codes of the products that have the substance and no other.
const codesOf = (substance) =>
  FULL_DATABASE.filter(({ activeSubstances }) => activeSubstances.join().toLowerCase() === substance).map(({ atcCode }) => atcCode);
const found = (name) => {
  const { name: product, atc, substances = [product] } = findMedication(name);
  return [product, atc, substances.join().toLowerCase()];
};

assert.deepEqual(found('omeprazol'), ['omeprazol', 'A02BC01', 'omeprazol']);
assert.deepEqual(found('alprazolam').slice(1), ['N05BA12', 'alprazolam']);
const known = { morfin: 'N02AA01', prednisolon: 'H02AB06', metadon: 'N07BC02', citalopram: 'N06AB04', dexamfetamin: 'N06BA02' };
for (const [substance, code] of Object.entries(known)) assert.ok(codesOf(substance).includes(code), substance);

assert.deepEqual(found('morfin'), ['Dacepton', 'N04BC07', 'apomorfin']);
assert.deepEqual(found('prednisolon'), ['Medrol', 'H02AB04', 'metylprednisolon']);
assert.deepEqual(found('metadon'), ['Levopidon', 'N07BC05', 'levometadon']);
assert.deepEqual(found('atropin'), ['Saizen', 'H01AC01', 'somatropin']);
assert.deepEqual(found('citalopram'), ['escitalopram', 'N06AB10', 'escitalopram']);
assert.deepEqual(found('dexamfetamin'), ['lisdexamfetamin', 'N06BA12', 'lisdexamfetamin']);
assert.equal(findMedication('dexamfetamin').dose, 'Adult: 30-70mg once daily in morning');
assert.equal(searchMedications('prednisolon')[0].name, 'Medrol');
console.log('As found: swedish-medications answers a question about morphine with an apomorphine.');
END
node finding.mjs
