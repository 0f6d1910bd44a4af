#!/usr/bin/env bash
# Package: fhirpath@5.2.0, @medplum/core@5.2.13
# Expected: one item stands for true wherever a Boolean is asked for (FHIRPath 2.0.0 section 4.5, singleton
#   evaluation), so in all operators and functions alike.
# Happens: In fhirpath.js "name.family and true", where(family) and exists(family) take a name for true; all(family)
#   is false and iif(birthDate, ...) takes its other branch. Medplum refuses iif and "and" with an error, and
#   all(family) is true.
# Matters: An author who has learned that exists(x) works writes all(x) or iif(x, a, b), and gets the opposite without
#   an error. Write x.exists().
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error fhirpath@5.2.0 @medplum/core@5.2.13 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';
import { evalFhirPath } from '@medplum/core';

const patient = { resourceType: 'Patient', birthDate: '1960-01-31', name: [{ family: 'Doe' }] };
const evaluate = (text) => fhirpath.evaluate(patient, text, {}, r4);

assert.deepEqual(evaluate('name.family and true'), [true]);
assert.deepEqual(evaluate('name.exists(family)'), [true]);
assert.deepEqual(evaluate('name.where(family).count()'), [1]);
assert.deepEqual(evaluate('name.all(family)'), [false]);
assert.deepEqual(evaluate("iif(birthDate, 'known', 'unknown')"), ['unknown']);
assert.deepEqual(evaluate("iif(birthDate.exists(), 'known', 'unknown')"), ['known']);
assert.deepEqual(evalFhirPath('name.all(family)', patient), [true]);
assert.throws(() => evalFhirPath("iif(birthDate, 'known', 'unknown')", patient), /criterion/);
console.log('As found: fhirpath.js takes an element for true in exists and where, and for false in all and iif.');
END
node finding.mjs
