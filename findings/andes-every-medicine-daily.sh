#!/usr/bin/env bash
# Package: @andes/fhir@1.11.1
# Expected: Dosage.timing is when the medication is to be given, Condition.severity how severe the problem is, Condition.onset when it began and
#   AllergyIntolerance.criticality what harm is to be feared, each as the clinician says it, and each may be left out (FHIR R4, Dosage,
#   Condition, AllergyIntolerance: 0..1). QD is every day (HL7 v3, GTSAbbreviation).
# Happens: encode writes QD, "Diario", for every medication, whatever its text says, "Moderate" for every problem, and "high" for every allergy.
#   A weekly methotrexate is a daily one in the coded part of its dosage. The onset of a problem is the year in which it was recorded.
# Matters: A program reads the codes and not the text: methotrexate each day is a deadly overdose, and a patient has as many severe allergies
#   as allergies. Take timing, severity, criticality and onset away from what encode returns.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >package.json.log
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @andes/fhir@1.11.1 >/dev/null
cat >finding.mjs <<'END'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { AllergyIntolerance, Condition, MedicationStatement } = createRequire(import.meta.url)('@andes/fhir');

const createdAt = new Date('2026-01-15T10:30:00Z');
const record = (conceptId, term, valor) => ({ _id: '1', nombre: term, createdAt, concepto: { conceptId, term, fsn: term, semanticTag: 'x' }, valor });

function medication(indication) {
  const valor = { estado: 'activo', indicacion: indication };
  const { status, dosage } = MedicationStatement.encode('Patient/1', 'Medication/1', record('387381009', 'metotrexato', valor));
  return [status, dosage.map(({ timing }) => timing.coding.code)];
}

assert.deepEqual(medication('una vez por semana'), ['active', ['QD']]);
assert.deepEqual(medication('cada 8 horas'), ['active', ['QD']]);

// A problem that began in 2019 and is slight.
const problem = { estado: 'activo', fechaInicio: '2019-03-01', severidad: 'leve' };
const { severity, onsetDateTime } = Condition.encode('Patient/1', record('195967001', 'asma', problem));
assert.deepEqual([severity.coding[0].display, onsetDateTime], ['Moderate', 2026]);

const allergy = { estado: 'activo', fechaInicio: '2019-03-01', criticidad: 'baja' };
const { criticality } = AllergyIntolerance.encode('Patient/1', record('91935009', 'alergia al maní', allergy));
assert.equal(criticality, 'high');
console.log('As found: @andes/fhir makes each medication a daily one, each problem moderate and each allergy severe.');
END
node finding.mjs
