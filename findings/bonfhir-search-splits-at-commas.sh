#!/usr/bin/env bash
# Package: @bonfhir/core@2.22.1
# Expected: a comma in a value is written \, in a search, as one without parts alternatives (FHIR R4, Search, "Escaping Search
#   Parameters"). The search builder takes one text or a list of texts.
# Happens: it only percent-encodes, which the server undoes before it reads the comma. name("Smith, Jr") and name(["Smith", " Jr"]) are
#   the same query; $, | and \ in a code are not escaped either.
# Matters: The search is for Smith or Jr and finds other patients, which is worse than none when the first match is taken. Put the \
#   before , | $ and \ into the values yourself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @bonfhir/core@2.22.1 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { fhirSearch } from '@bonfhir/core/r4b';

const asRead = (builder) => Object.fromEntries(new URLSearchParams(builder.href));

assert.deepEqual(asRead(fhirSearch('Patient').name('Smith')), { name: 'Smith' });
assert.deepEqual(asRead(fhirSearch('Patient').name('Smith, Jr')), { name: 'Smith, Jr' });
assert.deepEqual(asRead(fhirSearch('Patient').name(['Smith', ' Jr'])), { name: 'Smith, Jr' });
assert.deepEqual(asRead(fhirSearch('Patient').identifier({ system: 'https://example.org/ids', value: 'A|1' })), {
  identifier: 'https://example.org/ids|A|1',
});
console.log('As found: the search builder of @bonfhir/core does not escape commas.');
END
node finding.mjs
