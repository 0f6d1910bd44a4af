#!/usr/bin/env bash
# Package: sdc-qrf@0.2.0
# Expected: enableWhen with the operator exists is true if the question has an answer, of whatever type (FHIR R4, code system
#   questionnaire-enable-operator); an item that is enabled keeps its answers (Questionnaire.item.enableWhen).
# Happens: an integer, a decimal or a boolean does not count as an answer: removeDisabledAnswers takes away the answers of an item that
#   is enabled by "exists" of such a question, without a word. With a string, date, Quantity or Coding they stay. The operator > is
#   right with integers.
# Matters: "Number of weeks of physiotherapy", and the item for its outcome is gone from the QuestionnaireResponse that is saved: the
#   prior authorization lacks what the clinician typed. Ask for >= or = instead of exists.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error sdc-qrf@0.2.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { mapFormToResponse, mapResponseToForm, removeDisabledAnswers } = createRequire(import.meta.url)('sdc-qrf/lib/utils');

// The package uses Aidbox's way of writing values: value.integer is FHIR's valueInteger.
function saved(type, value, enableWhen) {
  const questionnaire = {
    resourceType: 'Questionnaire',
    status: 'active',
    item: [
      { linkId: 'first', type },
      { linkId: 'second', type: 'string', enableWhen: [{ question: 'first', ...enableWhen }] },
    ],
  };
  const response = {
    resourceType: 'QuestionnaireResponse',
    status: 'completed',
    item: [
      { linkId: 'first', answer: [{ value }] },
      { linkId: 'second', answer: [{ value: { string: 'no better' } }] },
    ],
  };
  const form = removeDisabledAnswers(questionnaire, mapResponseToForm(response, questionnaire), {});
  return mapFormToResponse(form, questionnaire).item.map(({ linkId }) => linkId);
}
const exists = { operator: 'exists', answer: { boolean: true } };

assert.deepEqual(saved('string', { string: 'six' }, exists), ['first', 'second']);
assert.deepEqual(saved('date', { date: '2026-01-15' }, exists), ['first', 'second']);
assert.deepEqual(saved('choice', { Coding: { system: 'https://example.org/codes', code: 'six' } }, exists), ['first', 'second']);
assert.deepEqual(saved('integer', { integer: 6 }, exists), ['first']);
assert.deepEqual(saved('decimal', { decimal: 6.5 }, exists), ['first']);
assert.deepEqual(saved('boolean', { boolean: true }, exists), ['first']);
assert.deepEqual(saved('integer', { integer: 6 }, { operator: '>', answer: { integer: 3 } }), ['first', 'second']);
console.log('As found: sdc-qrf takes a number for no answer.');
END
node finding.mjs
