#!/usr/bin/env bash
# Package: @medplum/ccda@5.1.10
# Expected: a date keeps its precision: "20230531" is 2023-05-31 and not 2023-05-31T00:00:00, "202305" is 2023-05 (C-CDA on FHIR 2.0.0,
#   Mapping Guidance, "CDA and FHIR Time/Dates").
# Happens: a month becomes January: an onset in November 2025 (202511) is 2025-01-01T00:00:00Z, as is one in 2025. A day becomes
#   midnight in UTC, which in America is the evening before. With milliseconds the result is no dateTime: the offset lacks its colon.
# Matters: "Not improved after six weeks" is counted from a day that nobody wrote, up to eleven months early, and looks exact to
#   the second. Read effectiveTime from the document where the length of time decides.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @medplum/core@5.1.10 @medplum/ccda@5.1.10 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { convertCcdaToFhir, convertXmlToCcda } from '@medplum/ccda';

const loinc = '2.16.840.1.113883.6.1';
const snomed = '2.16.840.1.113883.6.96';
const documentOf = (onset) => `<?xml version="1.0"?>
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
  <component><structuredBody><component><section><templateId root="2.16.840.1.113883.10.20.22.2.5.1" extension="2015-08-01"/>
    <code code="11450-4" codeSystem="${loinc}"/><title>Problems</title><text>Back pain</text><entry>
    <act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.3" extension="2015-08-01"/>
      <id root="ec8a6ff8-ed4b-4f7e-82c3-e98e58b45de7"/><code code="CONC" codeSystem="2.16.840.1.113883.5.6"/>
      <statusCode code="active"/><effectiveTime><low value="20260115"/></effectiveTime>
      <entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN">
        <templateId root="2.16.840.1.113883.10.20.22.4.4" extension="2015-08-01"/><id root="ab1791b0-5c71-11db-b0de-0800200c9a66"/>
        <code code="55607006" codeSystem="${snomed}"><translation code="75326-9" codeSystem="${loinc}"/></code>
        <statusCode code="completed"/>
        <effectiveTime><low value="${onset}"/></effectiveTime>
        <value xsi:type="CD" code="279039007" displayName="Low back pain" codeSystem="${snomed}"/>
      </observation></entryRelationship></act></entry></section></component></structuredBody></component>
</ClinicalDocument>`;

function onsetOf(onset) {
  const { entry } = convertCcdaToFhir(convertXmlToCcda(documentOf(onset)));
  return entry.map(({ resource }) => resource).find(({ resourceType }) => resourceType === 'Condition').onsetDateTime;
}

assert.equal(onsetOf('20251101103000-0500'), '2025-11-01T10:30:00-05:00');
assert.equal(onsetOf('202511'), '2025-01-01T00:00:00Z');
assert.equal(onsetOf('2025'), '2025-01-01T00:00:00Z');
assert.equal(onsetOf('20251101'), '2025-11-01T00:00:00Z');
assert.equal(onsetOf('20251101103000.123-0500'), '2025-11-01T10:30:00.123-0500');
console.log('As found: @medplum/ccda makes 1 January of a month and midnight of a day.');
END
node finding.mjs
