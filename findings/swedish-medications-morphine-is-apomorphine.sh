#!/usr/bin/env bash
# Package: swedish-medications@2.0.0
# Expected: a code of the ATC system down to its seventh character is one substance: morphine is N02AA01 and apomorphine N04BC07, prednisolone
#   H02AB06 and methylprednisolone H02AB04, atropine A03BA01 and somatropin H01AC01 (WHO, ATC/DDD Index). "Search medications by name (brand or
#   generic/substance)" is what the package is for (SKILL.md), and its own data have these substances with these codes.
# Happens: findMedication takes each name in which the word occurs, and the shortest of them: morfin is Dacepton, an apomorphine for Parkinson's disease,
#   prednisolon is Medrol, a methylprednisolone, atropin is the growth hormone Saizen (somATROPIN), and metadon a levomethadone. A substance of the
#   package's own short list comes first of all: citalopram is escitalopram "10-20mg once daily" and dexamfetamin is lisdexamfetamin "30-70mg once daily".
#   searchMedications has Medrol before any prednisolone, too.
# Matters: It is made for assistants that answer a patient's question about a dose. An apomorphine is no painkiller, 30 mg of dexamfetamine are not what
#   30 mg of its prodrug are, and name, code and dose of the answer agree with each other, so that nobody sees it. Compare activeSubstances
#   of the answer with the name that you asked for.
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
