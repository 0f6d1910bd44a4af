#!/usr/bin/env bash
# Package: lforms@40.1.3 (shown in Debian's Chromium by playwright-core@1.65.1)
# Expected: initialExpression gives the answer to begin with; of a QuestionnaireResponse that is opened again the answers
#   stay as they were saved (SDC 3.0.0 sdc-questionnaire-initialExpression; DTR 2.2.0: answers by hand SHALL NOT be changed).
# Happens: addFormToPage(questionnaire, id, { questionnaireResponse }), the short way since 36.2.0, puts the value of the
#   expression in place of the saved answer, and adds to a repeating item what was taken away. The long way,
#   mergeFHIRDataIntoLForms and then addFormToPage, keeps the answers.
# Matters: The clinician corrects a prefilled answer, saves, opens the form again, and the correction is gone without a word.
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

const item = (linkId, rest) => ({
  linkId,
  text: linkId,
  type: 'string',
  extension: [
    {
      url: 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-initialExpression',
      valueExpression: { language: 'text/fhirpath', expression: rest.expression },
    },
  ],
  ...(rest.repeats ? { repeats: true } : {}),
});
const questionnaire = {
  resourceType: 'Questionnaire',
  url: 'https://example.org/Questionnaire/x',
  status: 'active',
  item: [item('one', { expression: "'prefilled'" }), item('several', { expression: "'first' | 'second'", repeats: true })],
};
const saved = {
  resourceType: 'QuestionnaireResponse',
  status: 'in-progress',
  item: [
    { linkId: 'one', text: 'one', answer: [{ valueString: 'corrected' }] },
    { linkId: 'several', text: 'several', answer: [{ valueString: 'first' }] },
  ],
};
const scripts = ['webcomponent/assets/lib/zone.min.js', 'webcomponent/lhc-forms.js', 'fhir/R4/lformsFHIR.min.js'];
const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox', '--disable-gpu'] });

async function answersBy(isShort) {
  const page = await browser.newPage();
  await page.route('**/*', (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    if (scripts.includes(path))
      return route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: readFileSync(`package/dist/lforms/${path}`, 'utf8') });
    const tags = scripts.map((name) => `<script src="/${name}"></script>`).join('');
    return route.fulfill({ contentType: 'text/html; charset=utf-8', body: `<!doctype html><div id="form"></div>${tags}` });
  });
  await page.goto('http://lforms.example/');
  const response = await page.evaluate(
    async ([form, earlier, short]) => {
      const util = globalThis.LForms.Util;
      if (short) await util.addFormToPage(form, 'form', { questionnaireResponse: earlier });
      else {
        const merged = util.mergeFHIRDataIntoLForms(earlier, util.convertFHIRQuestionnaireToLForms(form, 'R4'), 'R4');
        await util.addFormToPage(merged, 'form', { prepopulate: false });
      }
      return util.getFormFHIRData('QuestionnaireResponse', 'R4', '#form');
    },
    [questionnaire, saved, isShort],
  );
  return response.item.map(({ answer }) => answer.map(({ valueString }) => valueString));
}

try {
  assert.deepEqual(await answersBy(false), [['corrected'], ['first']]);
  assert.deepEqual(await answersBy(true), [['prefilled'], ['first', 'second']]);
} finally {
  await browser.close();
}
console.log('As found: LForms overwrites saved answers that it is given by addFormToPage.');
END
node finding.mjs "$chromium"
