#!/usr/bin/env bash
# Package: dicom-parser@1.8.21
# Expected: a person's name (PN) is up to three writings, alphabetic, ideographic and phonetic, parted by =, and each has five
#   components parted by ^ (DICOM PS3.5, 6.2.1; annex H.3 has Yamada^Tarou=山田^太郎=やまだ^たろう as its example).
# Happens: parsePN parts at ^ only. Of the standard's example the given name is "Tarou=山田", the middle name "太郎=やまだ" and the
#   prefix "たろう". There is nothing to tell that it went wrong.
# Matters: The Patient of an ImagingStudy that is made of such a file does not match the one in the record, and Tarou gets a middle
#   name and a title. Split at = first, and give parsePN each part.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error dicom-parser@1.8.21 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { parsePN } = createRequire(import.meta.url)('dicom-parser');

const name = (familyName, givenName, middleName, prefix, suffix) => ({ familyName, givenName, middleName, prefix, suffix });
const example = 'Yamada^Tarou=山田^太郎=やまだ^たろう';

assert.deepEqual(parsePN('Adams^John Robert Quincy^^Rev.^B.A. M.Div.'), name('Adams', 'John Robert Quincy', '', 'Rev.', 'B.A. M.Div.'));
assert.deepEqual(parsePN(example), name('Yamada', 'Tarou=山田', '太郎=やまだ', 'たろう'));
assert.deepEqual(
  example.split('=').map((writing) => parsePN(writing).givenName),
  ['Tarou', '太郎', 'たろう'],
);
console.log('As found: dicom-parser takes the writings of a name for its middle name and prefix.');
END
node finding.mjs
