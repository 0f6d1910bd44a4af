#!/usr/bin/env bash
# Package: cda-fhir@2.0.0
# Expected: a medication activity in the mood INT says what is intended, one in EVN what the patient really took (C-CDA R2.1, Medication
#   Activity (V2)). A MedicationAdministration tells of a medication that was taken or given, and its status is one of in-progress, on-hold,
#   completed, entered-in-error and stopped (FHIR DSTU2, MedicationAdministration).
# Happens: both moods become a MedicationAdministration without any difference, that is one that took place. Only negationInd is looked at.
#   The status is the word of CDA: "active" and "aborted" are no codes of FHIR, and "completed" is, so that an intended medication whose
#   entry is completed was given.
# Matters: A prescription that the patient never took stands in the record as taken, beside those that were, and a check of interactions or of
#   adherence counts it. Read moodCode from the document and leave out what is in INT mood.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error cda-fhir@2.0.0 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';

const { CcdaParserStream } = createRequire(import.meta.url)('cda-fhir');

const documentOf = (attributes, status) => `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><templateId root="2.16.840.1.113883.10.20.22.1.2"/>
<id root="2.16.840.1.113883.19.5.99999.1"/><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/>
<recordTarget><patientRole><id extension="1" root="2.16.840.1.113883.19.5"/><patient><name><family>Example</family></name></patient></patientRole>
</recordTarget><component><structuredBody><component><section><templateId root="2.16.840.1.113883.10.20.22.2.1.1"/>
<code code="10160-0" codeSystem="2.16.840.1.113883.6.1"/><title>MEDICATIONS</title><text/><entry>
<substanceAdministration classCode="SBADM" ${attributes}><templateId root="2.16.840.1.113883.10.20.22.4.16"/>
<id root="cdbd33f0-6cde-11db-9fe1-0800200c9a66"/><statusCode code="${status}"/>
<effectiveTime xsi:type="IVL_TS"><low value="20260103"/></effectiveTime><doseQuantity value="1"/>
<consumable><manufacturedProduct classCode="MANU"><templateId root="2.16.840.1.113883.10.20.22.4.23"/><manufacturedMaterial>
<code code="855332" codeSystem="2.16.840.1.113883.6.88" displayName="Warfarin 5 MG"/></manufacturedMaterial></manufacturedProduct></consumable>
</substanceAdministration></entry></section></component></structuredBody></component></ClinicalDocument>`;

async function administrations(attributes, status) {
  const [bundle] = await Readable.from([documentOf(attributes, status)]).pipe(new CcdaParserStream('1')).toArray();
  const resources = bundle.entry.map(({ resource }) => resource);
  return resources
    .filter(({ resourceType }) => resourceType === 'MedicationAdministration')
    .map(({ wasNotGiven, status: written, dosage }) => ({ wasNotGiven, status: written, amount: dosage.quantity.value }));
}

assert.deepEqual(await administrations('moodCode="EVN"', 'completed'), [{ wasNotGiven: undefined, status: 'completed', amount: 1 }]);
assert.deepEqual(await administrations('moodCode="EVN" negationInd="true"', 'completed'), [{ wasNotGiven: true, status: 'completed', amount: 1 }]);

assert.deepEqual(await administrations('moodCode="INT"', 'completed'), await administrations('moodCode="EVN"', 'completed'));
assert.deepEqual(await administrations('moodCode="INT"', 'active'), [{ wasNotGiven: undefined, status: 'active', amount: 1 }]);
assert.deepEqual(await administrations('moodCode="INT"', 'aborted'), [{ wasNotGiven: undefined, status: 'aborted', amount: 1 }]);
console.log('As found: cda-fhir makes an administration of a medication that is intended only.');
END
node finding.mjs
