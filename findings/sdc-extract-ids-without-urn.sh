#!/usr/bin/env bash
# Package: @aehrc/sdc-template-extract@1.0.16
# Expected: the variable of extractAllocateId holds a uuid in the form urn:uuid:(uuid) (SDC 4.0.0, extractAllocateId); it becomes the
#   fullUrl of one entry and the reference in others, by which the server links them (FHIR R4, Bundle, "Resolving references").
# Happens: it holds the bare uuid, which is no URL. The entries that are given no id get urn:uuid: as they should, so one bundle has
#   both. Declared on an item, the variable does not exist: the reference is left out, and a warning says that it is undefined.
# Matters: To a server the reference "7fa1f806-…" is neither a resource of its own nor an entry of the bundle: it refuses the
#   transaction, or stores an observation whose performer nobody finds. Write 'urn:uuid:' + %id, and declare it at the root.
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
const allocate = { url: `${sdc}-extractAllocateId`, valueString: 'personId' };
const extractTo = (id, parts) => ({
  url: `${sdc}-templateExtract`,
  extension: [{ url: 'template', valueReference: { reference: `#${id}` } }, ...parts],
});
const person = {
  resourceType: 'RelatedPerson',
  id: 'person',
  patient: { _reference: value('%resource.subject.reference') },
  name: [{ _text: value("item.where(linkId='name').answer.value") }],
};
const statement = {
  resourceType: 'Observation',
  id: 'statement',
  status: 'final',
  code: { text: 'Pain at night' },
  subject: { _reference: value('%resource.subject.reference') },
  performer: [{ _reference: value('%personId') }],
  _valueString: value("item.where(linkId='said').answer.value"),
};
const form = (atRoot) => ({
  resourceType: 'Questionnaire',
  url: 'https://example.org/Questionnaire/relative',
  status: 'active',
  extension: atRoot ? [allocate] : [],
  contained: [person, statement],
  item: [
    {
      linkId: 'relative',
      type: 'group',
      extension: [
        ...(atRoot ? [] : [allocate]),
        extractTo('person', [{ url: 'fullUrl', valueString: '%personId' }]),
        extractTo('statement', []),
      ],
      item: [
        { linkId: 'name', type: 'string', text: 'Name' },
        { linkId: 'said', type: 'string', text: 'Pain at night' },
      ],
    },
  ],
});
const answer = (linkId, valueString) => ({ linkId, answer: [{ valueString }] });
const response = {
  resourceType: 'QuestionnaireResponse',
  questionnaire: 'https://example.org/Questionnaire/relative',
  status: 'completed',
  subject: { reference: 'Patient/p1' },
  authored: '2026-01-15T10:00:00Z',
  item: [{ linkId: 'relative', item: [answer('name', 'Ann'), answer('said', 'yes')] }],
};

async function extract(atRoot) {
  const { extractResult } = await inAppExtract(structuredClone(response), form(atRoot));
  const [first, second] = extractResult.extractedBundle.entry;
  assert.deepEqual([first.resource.resourceType, second.resource.resourceType], ['RelatedPerson', 'Observation']);
  const warnings = (extractResult.issues?.issue ?? []).map(({ details }) => details.text);
  return { fullUrls: [first.fullUrl, second.fullUrl], performer: second.resource.performer, warnings };
}

for (const name of ['error', 'warn']) console[name] = () => {}; // The warning is written there as well.
(async () => {
  const bare = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
  const root = await extract(true);
  assert.match(root.fullUrls[0], bare);
  assert.match(root.fullUrls[1], /^urn:uuid:/);
  assert.deepEqual(root.performer, [{ reference: root.fullUrls[0] }]);
  const item = await extract(false);
  assert.match(item.fullUrls[0], /^urn:uuid:/);
  assert.equal(item.performer, undefined);
  assert.match(item.warnings[0], /undefined environment variable: personId/);
  console.log('As found: the allocated ids have no urn:uuid: in front, or are not there.');
})();
END
node finding.cjs
