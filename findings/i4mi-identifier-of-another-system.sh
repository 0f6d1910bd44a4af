#!/usr/bin/env bash
# Package: @i4mi/fhir_r4@2.1.5
# Expected: an identifier belongs to the system whose URI is the same as a whole; system and value together are what is unique (FHIR R4,
#   data types, Identifier.system and uri). getIdentifierString "gets the identifier string for a given system" and throws if no
#   identifier has it (its documentation).
# Happens: any system is taken that has the asked one in it as a part: asked for urn:oid:2.16.840.1.113883.4.3.2, Alaska's driver's
#   licences, it finds the one of Massachusetts, …4.3.25, and returns its number behind the system that was asked for. Where both are
#   there, the first in the list wins. Nothing is thrown.
# Matters: The text is a number that nobody issued in that system, and may be another person's there: a search by it finds nobody or
#   the wrong patient, and an order or a coverage is filed there. Compare identifier.system with === instead.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @i4mi/fhir_r4@2.1.5 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { getIdentifierString } = createRequire(import.meta.url)('@i4mi/fhir_r4');
const alaska = { system: 'urn:oid:2.16.840.1.113883.4.3.2', value: '7000001' };
const massachusetts = { system: 'urn:oid:2.16.840.1.113883.4.3.25', value: 'S12345678' };
const patient = (...identifier) => ({ resourceType: 'Patient', identifier });

assert.equal(getIdentifierString(patient(alaska), alaska.system), `${alaska.system}|7000001`);
assert.equal(getIdentifierString(patient(alaska, massachusetts), alaska.system), `${alaska.system}|7000001`);
assert.throws(() => getIdentifierString(patient(alaska), massachusetts.system), /No identifier matches the system/);
assert.equal(getIdentifierString(patient(massachusetts), alaska.system), `${alaska.system}|S12345678`);
assert.equal(getIdentifierString(patient(massachusetts, alaska), alaska.system), `${alaska.system}|S12345678`);
assert.equal(getIdentifierString([massachusetts, alaska], alaska.system), `${alaska.system}|S12345678`);
console.log('As found: @i4mi/fhir_r4 returns the identifier of a longer system under the shorter one.');
END
node finding.mjs
