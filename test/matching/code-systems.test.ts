import { describe, expect, it } from 'vitest';
import { foldCode } from '../../src/matching/code-systems.ts';
import { knowledge } from '../support/knowledge.ts';

const CPT = 'http://www.ama-assn.org/go/cpt';
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const { systems } = knowledge;

describe('a code', () => {
  it.each([
    ['97012', '97012'],
    [' 97012 ', '97012'],
    ['97012-GP', '97012'],
    ['97012 GP', '97012'],
    ['97012,GP', '97012'],
    ['97012:GP', '97012'],
    ['s9090', 'S9090'],
    ['Ｓ９０９０', 'S9090'],
    ['M54.50', 'M5450'],
    ['m5450', 'M5450'],
    ['', ''],
    ['-', ''],
  ])('written "%s" is compared as "%s"', (written, code) => {
    expect(foldCode(written)).toBe(code);
  });
});

describe('a code system', () => {
  it.each([
    CPT,
    'https://www.ama-assn.org/go/cpt',
    'HTTP://WWW.AMA-ASSN.ORG/GO/CPT/',
    'http://www.ama-assn.org/go/cpt|2026',
    'CPT',
    'c4',
    'CPT-4',
    'urn:oid:2.16.840.1.113883.6.12',
    '2.16.840.1.113883.6.12',
    ' CPT ',
    'http://purl.bioontology.org/ontology/CPT/',
    'http://www.ama-assn.org/cpt',
    'http://ama-assn.org/go/cpt',
  ])('is CPT under the name "%s"', (name) => {
    expect(systems.resolve(name, '97012')).toEqual({ system: CPT, code: '97012' });
  });

  it.each([
    'HCPCS II',
    'HCPCS Level 2',
    'HPC',
    'hhttps://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
    'https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system',
  ])('is HCPCS under the name "%s"', (name) => {
    expect(systems.resolve(name, 'S9090')).toEqual({ system: HCPCS, code: 'S9090' });
  });

  it.each([
    ['HCPCS', 'S9090', HCPCS],
    ['ICD10CM', 'C79.51', ICD],
    ['ICD10PCS', '0SH00CZ', 'http://www.cms.gov/Medicare/Coding/ICD10'],
    ['ICD9CM', '198.5', 'http://hl7.org/fhir/sid/icd-9-cm'],
    ['SNOMEDCT', '94222008', 'http://snomed.info/sct'],
  ])('is known under the address that BioPortal gives %s', (name, code, system) => {
    expect(systems.resolve(`http://purl.bioontology.org/ontology/${name}`, code)?.system).toBe(system);
  });

  it.each([
    'https://ehr.example.org/order-catalogue',
    'urn:oid:1.2.3',
    'CPTX',
    '',
    '__proto__',
    'constructor',
    undefined,
  ])('is not known under the name "%s": a local code says nothing by itself', (name) => {
    expect(systems.resolve(name, '97012')).toBeUndefined();
  });

  it.each([
    ['a HCPCS code under the address of CPT', CPT, 'S9090', HCPCS],
    ['a CPT code under the address of HCPCS', HCPCS, '97012', CPT],
    ['a CPT code with a modifier under the address of HCPCS', HCPCS, '97012-GP', CPT],
    ['a CPT category III code under the address of HCPCS', HCPCS, '0274T', CPT],
    ['a HCPCS code under its own address', HCPCS, 'E1399', HCPCS],
    ['a CPT code under its own address', CPT, '22899', CPT],
  ])('of %s is the one that owns the code', (_name, written, code, system) => {
    expect(systems.resolve(written, code)?.system).toBe(system);
  });

  it('is canonical under its preferred name only', () => {
    expect([CPT, 'CPT', 'https://www.ama-assn.org/go/cpt'].map(systems.isCanonical)).toEqual([true, false, false]);
  });

  it('nests its codes only if it says so', () => {
    expect([ICD, CPT, HCPCS].map(systems.isHierarchical)).toEqual([true, false, false]);
  });
});
