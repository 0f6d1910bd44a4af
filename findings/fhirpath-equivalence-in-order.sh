#!/usr/bin/env bash
# Package: fhirpath@5.2.0, @medplum/core@5.2.13
# Expected: collections are equivalent (~) whatever the order of their items (FHIRPath 2.0.0 section 6.1.2:
#   "comparison is not order dependent").
# Happens: in fhirpath.js ('x'|'y') ~ ('y'|'x') is false, so are (1|2) ~ (2|1) and a Patient's given names in another
#   order: it compares item by item, as = does. Medplum says true.
# Matters: Whether two lists of codes are the same depends on the order in which a client happened to send them. Use
#   subsetOf in both directions.
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

const patient = { resourceType: 'Patient', name: [{ given: ['Ann', 'Bea'] }] };
const both = (text) => [...fhirpath.evaluate(patient, text, {}, r4), ...evalFhirPath(text, patient)];

assert.deepEqual(both("('x'|'y') ~ ('x'|'y')"), [true, true]);
assert.deepEqual(both("('x'|'y') ~ ('y'|'x')"), [false, true]);
assert.deepEqual(both('(1|2) ~ (2|1)'), [false, true]);
assert.deepEqual(both("name.given ~ ('Bea'|'Ann')"), [false, true]);
assert.deepEqual(fhirpath.evaluate(patient, "name.given.subsetOf('Bea'|'Ann')", {}, r4), [true]);
console.log('As found: in fhirpath.js equivalence depends on the order.');
END
node finding.mjs
