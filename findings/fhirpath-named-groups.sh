#!/usr/bin/env bash
# Package: fhirpath@5.2.0, @medplum/core@5.2.13
# Expected: FHIRPath's own example of replaceMatches (2.0.0 section 5.6.10) turns '11/30/1972' into '30-11-1972' by
#   groups named in the pattern and written as ${day} in the substitution.
# Happens: fhirpath.js leaves them unfilled: the result is the text '${day}-${month}-${year}'. In JavaScript a named
#   group is written $<day>, which works here. Medplum gives '30-11-1972'.
# Matters: An expression taken from the standard or from an SDC questionnaire writes its placeholders into the record,
#   without an error; and no way to write them works in both engines, except by number ($2-$1-$3).
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

const patient = { resourceType: 'Patient' };
const pattern = String.raw`'\\b(?<month>\\d{1,2})/(?<day>\\d{1,2})/(?<year>\\d{2,4})\\b'`;
const both = (substitution) => {
  const text = `'11/30/1972'.replaceMatches(${pattern}, '${substitution}')`;
  return [...fhirpath.evaluate(patient, text, {}, r4), ...evalFhirPath(text, patient)];
};

assert.deepEqual(both('${day}-${month}-${year}'), ['${day}-${month}-${year}', '30-11-1972']);
assert.equal(both('$<day>-$<month>-$<year>')[0], '30-11-1972');
assert.deepEqual(both('$2-$1-$3'), ['30-11-1972', '30-11-1972']);
console.log('As found: fhirpath.js does not fill ${name}.');
END
node finding.mjs
