#!/usr/bin/env bash
# Package: digital-link.js@1.4.3
# Expected: a batch or lot (10) and a serial number (21) are texts of up to 20 letters and digits, so that 0012 and 12 are two lots (GS1
#   General Specifications, AI (10) and (21)), and a Digital Link that was compressed is the same again when it is read (the README,
#   Compression, which takes it from the GS1 Digital Link standard).
# Happens: where a lot or serial is made of digits only, its leading zeros are gone after reading, and a long one is rounded: 0012 is 12, and
#   1234567890123456789 is 1234567890123456800. The compressed form still holds the number of digits. With a letter in it the value is
#   right, and so is the GTIN, which begins with a zero too.
# Matters: The UDI of an implant that is scanned from a compressed link names another lot or another device, and each link is valid. A
#   recall of lot 0012 misses it. Print the links uncompressed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error digital-link.js@1.4.3 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { DigitalLink } = createRequire(import.meta.url)('digital-link.js');

function compressed(lot, serial) {
  const keyQualifiers = { 10: lot, 21: serial };
  const link = DigitalLink({ domain: 'https://example.org', identifier: { '01': '09506000134352' }, keyQualifiers, attributes: { 17: '270131' } });
  assert.equal(link.isValid(), true);
  return link.toCompressedWebUriString();
}

function read(lot, serial) {
  const link = DigitalLink(compressed(lot, serial));
  assert.equal(link.isValid(), true);
  assert.deepEqual([link.getIdentifier(), link.getAttributes()], [{ '01': '09506000134352' }, { 17: '270131' }]);
  return [link.getKeyQualifier('10'), link.getKeyQualifier('21')];
}

assert.deepEqual(read('12', '7'), ['12', '7']);
assert.deepEqual(read('A0012', '0007B'), ['A0012', '0007B']);

assert.deepEqual(read('0012', '0007'), ['12', '7']);
assert.notEqual(compressed('0012', '7'), compressed('12', '7'));
assert.deepEqual(read('1234567890123456789', '7'), ['1234567890123456800', '7']);
console.log('As found: digital-link.js loses the leading zeros of a lot and of a serial number.');
END
node finding.mjs
