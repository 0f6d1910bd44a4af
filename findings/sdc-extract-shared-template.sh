#!/usr/bin/env bash
# Package: @aehrc/sdc-template-extract@1.0.16
# Expected: every answered item that has a templateExtract extension gives a resource of its own (SDC 4.0.0, Form Data Extraction,
#   "Template-based extraction": for each answer of the item that contains the extension).
# Happens: where two items name the same contained template, only the last of them is extracted. The other's answer is nowhere in
#   the bundle, extractSuccess is true and there is no issue. With a copy of the template under another id both are extracted.
# Matters: One template for "a treatment that was tried" is the natural thing to write. The record then lacks the physiotherapy and
#   has the injection only, and a plan that asks for both says no. Give each item its own copy of the template.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @aehrc/sdc-template-extract@1.0.16 >/dev/null
cat >finding.cjs <<'END'
const assert = require('node:assert/strict');
const { inAppExtract } = require('@aehrc/sdc-template-extract');

const sdc = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire';
const value = (expression) => ({ extension: [{ url: `${sdc}-templateExtractValue`, valueString: expression }] });
const template = (id) => ({
  resourceType: 'Procedure',
  id,
  status: 'completed',
  code: { _text: value("item.where(linkId.endsWith('name')).answer.value") },
  subject: { _reference: value('%resource.subject.reference') },
});
const group = (linkId, templateId) => ({
  linkId,
  type: 'group',
  extension: [
    { url: `${sdc}-templateExtract`, extension: [{ url: 'template', valueReference: { reference: `#${templateId}` } }] },
  ],
  item: [{ linkId: `${linkId}-name`, type: 'string', text: 'Treatment' }],
});
const form = (contained, item) => ({
  resourceType: 'Questionnaire',
  url: 'https://example.org/Questionnaire/treatments',
  status: 'active',
  contained,
  item,
});
const answered = (linkId, valueString) => ({ linkId, item: [{ linkId: `${linkId}-name`, answer: [{ valueString }] }] });
const response = {
  resourceType: 'QuestionnaireResponse',
  questionnaire: 'https://example.org/Questionnaire/treatments',
  status: 'completed',
  subject: { reference: 'Patient/p1' },
  authored: '2026-01-15T10:00:00Z',
  item: [answered('first', 'Physiotherapy'), answered('second', 'Injection')],
};

async function extract(questionnaire) {
  const { extractSuccess, extractResult } = await inAppExtract(structuredClone(response), questionnaire);
  const texts = extractResult.extractedBundle.entry.map(({ resource }) => resource.code.text);
  return { success: extractSuccess, issues: extractResult.issues, texts };
}

(async () => {
  const shared = form([template('tried')], [group('first', 'tried'), group('second', 'tried')]);
  const copied = form([template('tried'), template('tried-too')], [group('first', 'tried'), group('second', 'tried-too')]);
  assert.deepEqual(await extract(copied), { success: true, issues: null, texts: ['Physiotherapy', 'Injection'] });
  assert.deepEqual(await extract(shared), { success: true, issues: null, texts: ['Injection'] });
  console.log('As found: of two items with one template the first is not extracted.');
})();
END
node finding.cjs
