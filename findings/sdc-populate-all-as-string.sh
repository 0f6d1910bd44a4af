#!/usr/bin/env bash
# Package: @aehrc/sdc-populate@4.7.1
# Expected: an answer has the type of its question: valueReference for type reference, valueUri for url, valueInteger or valueDate
#   where the options of a choice are integers or dates (FHIR R4, QuestionnaireResponse.item.answer.value[x] and the item types).
# Happens: populateQuestionnaire writes what it has no own case for into valueString, and as it is: valueString is the number 2, or
#   the object { "reference": "Practitioner/1" }. That is not even a string, so the response is no valid resource. No issue is
#   returned; integer, date, dateTime, decimal, time and Coding come out right where the question itself has that type.
# Matters: A server that validates refuses the whole prefilled form because of one such question; one that does not stores an answer
#   that answer.value.ofType(Reference) never finds. Give such questions no initialExpression, or correct the response by its form.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
# The optional packages of fhirclient, which it depends on, are hundreds of megabytes for React Native.
npm install --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error @aehrc/sdc-populate@4.7.1 >/dev/null
cat >finding.cjs <<'END'
const assert = require('node:assert/strict');
const { populateQuestionnaire } = require('@aehrc/sdc-populate');

const sdc = 'http://hl7.org/fhir/uv/sdc';
const launchContext = {
  url: `${sdc}/StructureDefinition/sdc-questionnaire-launchContext`,
  extension: [
    { url: 'name', valueCoding: { system: `${sdc}/CodeSystem/launchContext`, code: 'patient' } },
    { url: 'type', valueCode: 'Patient' },
  ],
};
const initial = `${sdc}/StructureDefinition/sdc-questionnaire-initialExpression`;
const question = (linkId, type, expression, rest = {}) => ({
  linkId,
  type,
  text: linkId,
  extension: [{ url: initial, valueExpression: { language: 'text/fhirpath', expression } }],
  ...rest,
});
const questionnaire = {
  resourceType: 'Questionnaire',
  url: 'https://example.org/Questionnaire/treatment',
  status: 'active',
  extension: [launchContext],
  item: [
    question('born', 'date', '%patient.birthDate'),
    question('visits', 'integer', '%patient.name.count() + 1'),
    question('doctor', 'reference', '%patient.generalPractitioner.first()'),
    question('site', 'url', '%patient.contact.first().organization.identifier.system'),
    question('weekly', 'choice', '%patient.name.count() + 1', { answerOption: [{ valueInteger: 2 }, { valueInteger: 3 }] }),
    question('start', 'choice', '@2026-02-02', { answerOption: [{ valueDate: '2026-02-02' }, { valueDate: '2026-02-09' }] }),
  ],
};
const patient = {
  resourceType: 'Patient',
  id: 'p1',
  name: [{ family: 'Doe' }],
  birthDate: '1960-01-31',
  generalPractitioner: [{ reference: 'Practitioner/1' }],
  contact: [{ organization: { identifier: { system: 'https://example.org' } } }],
};

(async () => {
  const { populateSuccess, populateResult } = await populateQuestionnaire({
    questionnaire,
    patient,
    fetchResourceCallback: async () => ({ resourceType: 'Bundle', type: 'searchset' }),
    fetchResourceRequestConfig: { sourceServerUrl: 'https://fhir.example.org' },
  });
  assert.equal(populateSuccess, true);
  assert.equal(populateResult.issues, undefined);
  const answers = Object.fromEntries(populateResult.populatedResponse.item.map(({ linkId, answer }) => [linkId, answer]));
  assert.deepEqual(answers, {
    born: [{ valueDate: '1960-01-31' }],
    visits: [{ valueInteger: 2 }],
    doctor: [{ valueString: { reference: 'Practitioner/1' } }],
    site: [{ valueString: 'https://example.org' }],
    weekly: [{ valueString: 2 }],
    start: [{ valueString: '2026-02-02' }],
  });
  console.log('As found: sdc-populate writes references and integers into valueString.');
})();
END
node finding.cjs
