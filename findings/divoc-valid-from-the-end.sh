#!/usr/bin/env bash
# Package: certificate-fhir-convertor@1.3.5
# Expected: the extension DDCCVaccineValidFrom is the "date upon which provided vaccination is considered valid" (WHO, Digital
#   Documentation of COVID-19 Certificates), effectiveStart of the DIVOC certificate; Immunization.expirationDate is the date on which the
#   vaccine's batch expires (FHIR R4), which the certificate does not say.
# Happens: both are effectiveUntil, the day on which the protection ends, and so is the answer vaccine_valid in the signed QR code. The
#   narrative of the same resource says the right day, and the day of the injection and the dose are right.
# Matters: The bundle is signed. Who asks on any day between whether the person is protected hears "not yet", and from the last day on
#   "yes"; and a batch seems good for as long as the protection. Correct both, and sign the bundle yourself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error certificate-fhir-convertor@1.3.5 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';

const { certificateToFhirJson } = createRequire(import.meta.url)('certificate-fhir-convertor');
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });

const certificate = {
  type: ['VerifiableCredential', 'ProofOfVaccinationCredential'],
  credentialSubject: { type: 'Person', id: 'did:example:1', refId: '1', name: 'Anna Test', gender: 'Female', dob: '1960-01-01', nationality: 'XX' },
  evidence: [
    {
      type: ['Vaccination'],
      batch: 'LOT1',
      vaccine: 'Covaxin',
      manufacturer: 'Example',
      date: '2026-01-15',
      effectiveStart: '2026-01-29',
      effectiveUntil: '2027-01-15',
      certificateId: '1',
      dose: 1,
      totalDoses: 2,
      verifier: { name: 'Test' },
      facility: { name: 'Test Clinic', address: { city: 'Test', district: 'Test', addressCountry: 'XX' } },
    },
  ],
};

const bundle = await certificateToFhirJson(certificate, pem, { diseaseCode: 'RA01', publicHealthAuthority: 'Test' });
const immunization = bundle.entry.find((entry) => entry.resourceType === 'Immunization');
const validFrom = immunization.extension.find(({ url }) => url.endsWith('/DDCCVaccineValidFrom'));

assert.equal(immunization.occurrenceDateTime, '2026-01-15');
assert.equal(immunization.protocolApplied[0].doseNumberPositiveInt, 1);
assert.match(immunization.text.div, /Valid From<\/b>: 2026-01-29</);
assert.equal(validFrom.valueDateTime, '2027-01-15');
assert.equal(immunization.expirationDate, '2027-01-15');

// The payload of the signed QR code.
const { resource } = bundle.entry.find((entry) => entry.resource?.resourceType === 'DocumentReference');
const payload = resource.content[1].attachment.id.split('.')[1];
const { item } = JSON.parse(Buffer.from(payload, 'base64url').toString());
const answers = Object.fromEntries(item.map(({ linkId, answer }) => [linkId, answer[0].valueDate]));
assert.deepEqual([answers.valid_from, answers.vaccine_valid], ['2026-01-29', '2027-01-15']);
console.log('As found: certificate-fhir-convertor says that a vaccination is valid from the day on which it ends.');
END
node finding.mjs
