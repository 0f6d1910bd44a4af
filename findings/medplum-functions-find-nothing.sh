#!/usr/bin/env bash
# Package: @medplum/core@5.2.13, fhirpath@5.2.2
# Expected: children(), descendants() and repeat() walk the tree (FHIRPath 2.0.0 sections 5.8 and 5.2.3); an engine that does not
#   have a function says so, as Medplum does for sort() and aggregate().
# Happens: Medplum's evalFhirPath knows the names and has nothing behind them: these three and split(), trim(), encode() and
#   escape() give an empty collection for any input, without an error.
# Matters: repeat(item) is how the answers of a QuestionnaireResponse are found at any depth, so "repeat(item).answer.exists()" is
#   false for a complete form, "repeat(item).where(answer.empty()).empty()" is true for an empty one, and a rule built on either
#   decides without having looked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @medplum/core@5.2.13 fhirpath@5.2.2 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';
import { evalFhirPath } from '@medplum/core';

const question = (linkId, ...answer) => ({ linkId, ...(answer.length ? { answer } : {}) });
const response = {
  resourceType: 'QuestionnaireResponse',
  status: 'completed',
  questionnaire: 'https://example.org/Questionnaire/spine|2',
  item: [{ linkId: 'history', item: [question('surgery', { valueBoolean: true }), question('pain', { valueString: ' low back ' })] }],
};
const empty = { ...response, item: [{ linkId: 'history', item: [question('surgery'), question('pain')] }] };
const inFhirPathJs = (text, resource) => fhirpath.evaluate(resource, text, {}, r4);

const texts = {
  'repeat(item).linkId': ['history', 'surgery', 'pain'],
  'descendants().where(linkId.exists()).linkId': ['history', 'surgery', 'pain'],
  'children().linkId': ['history'],
  "questionnaire.split('|')": ['https://example.org/Questionnaire/spine', '2'],
  "item.item.answer.value.ofType(string).trim()": ['low back'],
};
for (const [text, expected] of Object.entries(texts)) {
  assert.deepEqual(inFhirPathJs(text, response), expected, text);
  assert.deepEqual(evalFhirPath(text, response), [], text);
}
assert.deepEqual(evalFhirPath('repeat(item).answer.exists()', response), [false]);
const isComplete = 'repeat(item).where(item.empty() and answer.empty()).empty()';
assert.deepEqual([...inFhirPathJs(isComplete, empty), ...evalFhirPath(isComplete, empty)], [false, true]);
assert.throws(() => evalFhirPath('item.sort()', response), /Unrecognized function: sort/);
console.log('As found: repeat, children and descendants of Medplum find nothing.');
END
node finding.mjs
