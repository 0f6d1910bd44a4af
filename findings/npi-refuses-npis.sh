#!/usr/bin/env bash
# Package: npi@0.1.0
# Expected: the tenth digit of a National Provider Identifier is the Luhn check digit of the other nine with 80840 before them, that is
#   with 24 added to the sum, which is then subtracted from the next number ending in zero (CMS, "Requirements for National Provider
#   Identifier (NPI) and NPI Check Digit").
# Happens: isValid adds no 24 and subtracts from nothing: it compares the last digit of the sum itself. The two agree for one number in
#   five, CMS's own example 1234567893 among them; the other four of five well-formed NPIs are "false".
# Matters: A check before a prior authorization or a claim is sent turns most providers away, and the example that everybody tries
#   first says that all is well. Compute the digit by the rule; it is five lines.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error npi@0.1.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { NPI } = createRequire(import.meta.url)('npi');

// The rule of CMS, for the nine digits of an NPI without its prefix.
function withCheckDigit(nine) {
  const doubled = [...nine].reverse().map((digit, place) => (place % 2 === 0 ? 2 * Number(digit) : Number(digit)));
  const sum = doubled.reduce((total, number) => total + Math.floor(number / 10) + (number % 10), 24);
  return nine + ((10 - (sum % 10)) % 10);
}

const example = withCheckDigit('123456789');
assert.equal(example, '1234567893');
assert.equal(new NPI(example).isValid, true);

const numbers = Array.from({ length: 1000 }, (_, number) => withCheckDigit(`123456${String(number).padStart(3, '0')}`));
const accepted = numbers.filter((number) => new NPI(number).isValid);
assert.equal(accepted.length, 200);
console.log('As found: npi takes 800 of 1000 well-formed NPIs for invalid.');
END
node finding.mjs
