#!/usr/bin/env bash
# Package: lforms@40.1.3 (shown in Debian's Chromium by playwright-core@1.65.1)
# Expected: a saved QuestionnaireResponse that is opened and taken again says the same. Quantity.comparator changes what the value
#   means (a modifier element), and a Coding means what its system and code say, whatever its display (FHIR R4, data types,
#   Quantity and Coding).
# Happens: mergeFHIRDataIntoLForms, addFormToPage and getFormFHIRData, nothing touched: "less than 5 mg" becomes 5 mg, and an answer
#   whose option has been reworded since, with the same system and code, is gone. With the display left out it would be found.
# Matters: The clinician opens the form to add one answer, and others change with it: a result below the limit of detection is now
#   exact, and a corrected spelling in the form empties the answers of all who gave it. Take the display out of saved Codings.
set -euo pipefail
chromium=${CHROMIUM_PATH:-/usr/bin/chromium}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error playwright-core@1.65.1 >/dev/null
# Only its built files: npm does not end in resolving its dependencies.
npm pack --silent lforms@40.1.3 >/dev/null
tar xzf lforms-40.1.3.tgz
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const scripts = ['webcomponent/assets/lib/zone.min.js', 'webcomponent/lhc-forms.js', 'fhir/R4/lformsFHIR.min.js'];
const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
await page.route('**/*', (route) => {
  const path = new URL(route.request().url()).pathname.slice(1);
  if (scripts.includes(path))
    return route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: readFileSync(`package/dist/lforms/${path}`, 'utf8') });
  const tags = scripts.map((name) => `<script src="/${name}"></script>`).join('');
  return route.fulfill({ contentType: 'text/html; charset=utf-8', body: `<!doctype html><div id="form"></div>${tags}` });
});
await page.goto('http://lforms.example/');

async function openedAndTaken(item, answer) {
  const questionnaire = {
    resourceType: 'Questionnaire',
    url: 'https://example.org/Questionnaire/x',
    status: 'active',
    item: [{ linkId: 'asked', text: 'asked', ...item }],
  };
  const saved = {
    resourceType: 'QuestionnaireResponse',
    status: 'in-progress',
    item: [{ linkId: 'asked', text: 'asked', answer: [answer] }],
  };
  const taken = await page.evaluate(
    async ([form, response]) => {
      const util = globalThis.LForms.Util;
      const merged = util.mergeFHIRDataIntoLForms(response, util.convertFHIRQuestionnaireToLForms(form, 'R4'), 'R4');
      await util.addFormToPage(merged, 'form', { prepopulate: false });
      return util.getFormFHIRData('QuestionnaireResponse', 'R4', '#form');
    },
    [questionnaire, saved],
  );
  return taken.item?.[0].answer[0];
}

const milligrams = (rest) => ({ valueQuantity: { value: 5, unit: 'mg', code: 'mg', system: 'http://unitsofmeasure.org', ...rest } });
const therapy = (display) => ({ valueCoding: { system: 'https://example.org/therapies', code: 'traction', display } });
const options = { type: 'choice', answerOption: [therapy('Traction'), { valueCoding: { code: 'other', display: 'Other' } }] };

try {
  assert.deepEqual(await openedAndTaken({ type: 'quantity' }, milligrams()), milligrams());
  assert.deepEqual(await openedAndTaken({ type: 'quantity' }, milligrams({ comparator: '<' })), milligrams());
  assert.deepEqual(await openedAndTaken(options, therapy('Traction')), therapy('Traction'));
  assert.equal(await openedAndTaken(options, therapy('Tractoin')), undefined);
  assert.deepEqual(await openedAndTaken(options, therapy(undefined)), therapy('Traction'));
} finally {
  await browser.close();
}
console.log('As found: LForms changes saved answers that nobody touched.');
END
node finding.mjs "$chromium"
