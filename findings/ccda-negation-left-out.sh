#!/usr/bin/env bash
# Package: @medplum/ccda@5.1.10
# Expected: negationInd="true" says that a thing is not so: the Condition is refuted, the Immunization has the status not-done
#   (C-CDA on FHIR 2.0.0, "C-CDA to FHIR", Problems and Immunizations; C-CDA R2.1, Problem Observation and Immunization Activity).
# Happens: convertCcdaToFhir does not read the attribute. "No osteoporosis" becomes a confirmed, active osteoporosis, a vaccination
#   that was refused a completed one: with true and with false the outcome is the same.
# Matters: A record that was imported this way says the opposite of what the hospital wrote, and every rule that reads Conditions
#   warns, stops or approves by it. Look for negationInd in the document before converting it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @medplum/core@5.1.10 @medplum/ccda@5.1.10 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { convertCcdaToFhir, convertXmlToCcda } from '@medplum/ccda';

const snomed = '2.16.840.1.113883.6.96';
const loinc = '2.16.840.1.113883.6.1';
const section = (template, code, title, entry) => `<component><section><templateId root="${template}" extension="2015-08-01"/>
  <code code="${code}" codeSystem="${loinc}"/><title>${title}</title><text>${title}</text><entry>${entry}</entry></section></component>`;

const problems = (negated) => section('2.16.840.1.113883.10.20.22.2.5.1', '11450-4', 'Problems', `
  <act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.3" extension="2015-08-01"/>
    <id root="ec8a6ff8-ed4b-4f7e-82c3-e98e58b45de7"/><code code="CONC" codeSystem="2.16.840.1.113883.5.6"/>
    <statusCode code="active"/><effectiveTime><low value="20260115103000-0500"/></effectiveTime>
    <entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN" negationInd="${negated}">
      <templateId root="2.16.840.1.113883.10.20.22.4.4" extension="2015-08-01"/><id root="ab1791b0-5c71-11db-b0de-0800200c9a66"/>
      <code code="55607006" codeSystem="${snomed}"><translation code="75326-9" codeSystem="${loinc}"/></code><statusCode code="completed"/>
      <effectiveTime><low value="20260115103000-0500"/></effectiveTime>
      <value xsi:type="CD" code="64859006" displayName="Osteoporosis" codeSystem="${snomed}"/>
    </observation></entryRelationship></act>`);

const immunizations = (negated) => section('2.16.840.1.113883.10.20.22.2.2.1', '11369-6', 'Immunizations', `
  <substanceAdministration classCode="SBADM" moodCode="EVN" negationInd="${negated}">
    <templateId root="2.16.840.1.113883.10.20.22.4.52" extension="2015-08-01"/><id root="e6f1ba43-c0ed-4b9b-9f12-f435d8ad8f92"/>
    <statusCode code="completed"/><effectiveTime value="20260115103000-0500"/>
    <consumable><manufacturedProduct classCode="MANU"><templateId root="2.16.840.1.113883.10.20.22.4.54" extension="2014-06-09"/>
      <manufacturedMaterial><code code="88" codeSystem="2.16.840.1.113883.12.292" displayName="Influenza"/></manufacturedMaterial>
    </manufacturedProduct></consumable></substanceAdministration>`);

const documentOf = (negated) => `<?xml version="1.0"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <realmCode code="US"/><typeId extension="POCD_HD000040" root="2.16.840.1.113883.1.3"/>
  <id root="2.16.840.1.113883.19.5" extension="d1"/>
  <code codeSystem="${loinc}" code="34133-9"/><title>Summary</title><effectiveTime value="20260115103000-0500"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/><languageCode code="en-US"/>
  <recordTarget><patientRole><id root="2.16.840.1.113883.19.5" extension="p1"/>
    <patient><name><given>Ann</given><family>Example</family></name>
    <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19600115"/></patient>
    </patientRole></recordTarget>
  <author><time value="20260115103000-0500"/><assignedAuthor><id root="2.16.840.1.113883.19.5" extension="a1"/>
    <assignedPerson><name><given>Bea</given><family>Example</family></name></assignedPerson></assignedAuthor></author>
  <custodian><assignedCustodian><representedCustodianOrganization>
    <id root="2.16.840.1.113883.19.5" extension="o1"/><name>Hospital</name></representedCustodianOrganization>
    </assignedCustodian></custodian>
  <component><structuredBody>${problems(negated)}${immunizations(negated)}</structuredBody></component>
</ClinicalDocument>`;

function convert(negated) {
  const resources = convertCcdaToFhir(convertXmlToCcda(documentOf(negated))).entry.map(({ resource }) => resource);
  const of = (type) => resources.filter(({ resourceType }) => resourceType === type);
  const [condition, ...furtherConditions] = of('Condition');
  const [immunization, ...furtherImmunizations] = of('Immunization');
  assert.deepEqual([furtherConditions, furtherImmunizations], [[], []]);
  return {
    condition: condition.code.coding[0].code,
    clinicalStatus: condition.clinicalStatus.coding[0].code,
    verificationStatus: condition.verificationStatus.coding[0].code,
    immunization: immunization.status,
  };
}

const so = { condition: '64859006', clinicalStatus: 'active', verificationStatus: 'confirmed', immunization: 'completed' };
assert.deepEqual(convert(false), so);
assert.deepEqual(convert(true), so);
console.log('As found: @medplum/ccda converts what is negated as if it were so.');
END
node finding.mjs
