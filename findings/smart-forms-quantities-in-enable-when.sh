#!/usr/bin/env bash
# Package: @aehrc/smart-forms-renderer@1.4.0 (bundled for Node by esbuild@0.28.0, with react@19.2.0)
# Expected: enableWhen with answerQuantity compares the quantities: = is true if an answer is equal, > if one is greater (FHIR R4,
#   Questionnaire.item.enableWhen.answer[x], code system questionnaire-enable-operator). The package calls itself a reference
#   implementation of SDC's form filler (README).
# Happens: the values are not looked at. = , > and < are false and !=, >= and <= are true for every quantity: 50 kg is >= 100 kg, 150 kg
#   is not > 100 kg, and 50 kg is not 50 kg. With integers and decimals all are right. No warning.
# Matters: Pain for "at least 6 weeks", a T-score of "-3.5 or less": the question that depends on it is shown to everybody or to nobody,
#   and removeEmptyAnswersFromResponse takes away what was answered to it. Ask for a decimal, or use enableWhenExpression.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @aehrc/smart-forms-renderer@1.4.0 \
  react@19.2.0 react-dom@19.2.0 esbuild@0.28.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';

writeFileSync('entry.js', "export { buildForm, getResponse, removeEmptyAnswersFromResponse } from '@aehrc/smart-forms-renderer';\n");
const css = { '.css': 'empty' };
buildSync({ entryPoints: ['entry.js'], outfile: 'renderer.cjs', bundle: true, platform: 'node', loader: css, logLevel: 'error' });
const renderer = createRequire(import.meta.url)('./renderer.cjs');

async function isEnabled(type, answer, enableWhen) {
  const questionnaire = {
    resourceType: 'Questionnaire',
    url: 'https://example.org/Questionnaire/x',
    status: 'active',
    item: [
      { linkId: 'first', text: 'first', type },
      { linkId: 'second', text: 'second', type: 'string', enableWhen: [{ question: 'first', ...enableWhen }] },
    ],
  };
  const questionnaireResponse = {
    resourceType: 'QuestionnaireResponse',
    questionnaire: questionnaire.url,
    status: 'in-progress',
    item: [
      { linkId: 'first', text: 'first', answer: [answer] },
      { linkId: 'second', text: 'second', answer: [{ valueString: 'answered' }] },
    ],
  };
  await renderer.buildForm({ questionnaire, questionnaireResponse });
  const { item } = renderer.removeEmptyAnswersFromResponse(questionnaire, renderer.getResponse());
  return item.some(({ linkId }) => linkId === 'second');
}
const kilograms = (value) => ({ value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' });
const byDecimal = (value, operator, limit) => isEnabled('decimal', { valueDecimal: value }, { operator, answerDecimal: limit });
const byQuantity = (value, operator, limit) =>
  isEnabled('quantity', { valueQuantity: kilograms(value) }, { operator, answerQuantity: kilograms(limit) });

assert.deepEqual([await byDecimal(50, '=', 50), await byQuantity(50, '=', 50)], [true, false]);
assert.deepEqual([await byDecimal(50, '!=', 50), await byQuantity(50, '!=', 50)], [false, true]);
assert.deepEqual([await byDecimal(150, '>', 100), await byQuantity(150, '>', 100)], [true, false]);
assert.deepEqual([await byDecimal(50, '>=', 100), await byQuantity(50, '>=', 100)], [false, true]);
assert.deepEqual([await byDecimal(50, '<', 100), await byQuantity(50, '<', 100)], [true, false]);
assert.deepEqual([await byDecimal(50, '<=', 10), await byQuantity(50, '<=', 10)], [false, true]);
console.log('As found: Smart Forms does not look at the quantities of enableWhen.');
END
node finding.mjs
