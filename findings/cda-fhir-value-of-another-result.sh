#!/usr/bin/env bash
# Package: cda-fhir@2.0.0
# Expected: a Result Observation has one value, of any data type (C-CDA R2.1, Result Observation (V3); CDA R2, Observation.value), and value[x]
#   of FHIR's Observation is what this observation found (DSTU2, Observation).
# Happens: a value other than PQ, ST or CD, that is without text of its own, gets the last text that stood in the document: a coded "Negative"
#   (CE) and a C-reactive protein below 5 mg/L (IVL_PQ) after a "Positive" are "Positive" too, and so are integers and reals. The first one of
#   a document has the title of the section for its value.
# Matters: A negative test is positive in the record, with its own LOINC code and date. Take the values from the document itself, or leave out
#   each valueString where the document has no ST or ED.
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

const result = (name, value) => `<component><observation classCode="OBS" moodCode="EVN">
<templateId root="2.16.840.1.113883.10.20.22.4.2"/><id root="107c2dc0-67a5-11db-bd13-0800200c9a66"/>
<code code="1988-5" codeSystem="2.16.840.1.113883.6.1" displayName="${name}"/><statusCode code="completed"/>
<effectiveTime value="20260115"/>${value}</observation></component>`;

const documentOf = (results) => `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><templateId root="2.16.840.1.113883.10.20.22.1.2"/>
<id root="2.16.840.1.113883.19.5.99999.1"/><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/>
<recordTarget><patientRole><id extension="1" root="2.16.840.1.113883.19.5"/><patient><name><family>Example</family></name></patient></patientRole>
</recordTarget><component><structuredBody><component><section><templateId root="2.16.840.1.113883.10.20.22.2.3.1"/>
<code code="30954-2" codeSystem="2.16.840.1.113883.6.1"/><title>RESULTS</title><text/><entry><organizer classCode="BATTERY" moodCode="EVN">
<templateId root="2.16.840.1.113883.10.20.22.4.1"/><id root="7d5a02b0-67a4-11db-bd13-0800200c9a66"/>
<code code="24323-8" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/>${results.join('')}</organizer></entry>
</section></component></structuredBody></component></ClinicalDocument>`;

// The names of the results with their values, as FHIR has them.
async function converted(...results) {
  const [bundle] = await Readable.from([documentOf(results)]).pipe(new CcdaParserStream('1')).toArray();
  const observations = bundle.entry.map(({ resource }) => resource).filter(({ resourceType }) => resourceType === 'Observation');
  return observations.map(({ code, valueQuantity, valueCodeableConcept, valueString }) => [
    code.coding[0].display,
    valueQuantity?.value ?? valueCodeableConcept?.coding[0].display ?? valueString,
  ]);
}

const quantity = result('Hemoglobin', '<value xsi:type="PQ" value="13.2" unit="g/dL"/>');
const text = result('HBsAg', '<value xsi:type="ST">Positive</value>');
const coded = '<value xsi:type="TYPE" code="260385009" codeSystem="2.16.840.1.113883.6.96" displayName="Negative"/>';
const codedAsCD = result('anti-HCV', coded.replace('TYPE', 'CD'));
const codedAsCE = result('anti-HCV', coded.replace('TYPE', 'CE'));
const below5 = result('CRP', '<value xsi:type="IVL_PQ"><high value="5" unit="mg/L" inclusive="false"/></value>');
const integer = result('pH of urine', '<value xsi:type="INT" value="6"/>');

assert.deepEqual(await converted(quantity, text, codedAsCD), [['Hemoglobin', '13.2'], ['HBsAg', 'Positive'], ['anti-HCV', 'Negative']]);

assert.deepEqual(await converted(text, codedAsCE, below5, integer), [
  ['HBsAg', 'Positive'],
  ['anti-HCV', 'Positive'],
  ['CRP', 'Positive'],
  ['pH of urine', 'Positive'],
]);
assert.deepEqual(await converted(below5), [['CRP', 'RESULTS']]);
console.log('As found: cda-fhir makes a positive result of a negative one behind it.');
END
node finding.mjs
