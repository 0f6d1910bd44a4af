import { describe, expect, it } from 'vitest';
import { CRD_VERSIONS, type CrdVersion } from '../../src/hooks/crd-request.ts';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import type { Statement } from '../../src/policies/adoption-shape.ts';
import { coverageInformation } from '../../src/response/coverage-information.ts';
import {
  CODE_NEEDED,
  type Determination,
  leftToTheRecord,
  notInsured,
  OUTSIDE_POLICIES,
  stated,
  TECHNICAL_FAILURE,
} from '../../src/response/determination.ts';
import { faultsOfCoverageInformation } from '../support/coverage-rules.ts';
import { TODAY } from '../support/knowledge.ts';

const section = { label: 'Policy 7, section 2', url: 'https://plan.example/7#2', summary: 'What is covered.' };
const contact = { name: 'Help desk', telecom: [{ system: 'phone', value: '555-0100' }] } satisfies Statement['contact'];
const codes = [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }];
const says = (statement: Partial<Statement> & Pick<Statement, 'covered'>) =>
  stated({ reason: 'Policy 7, section 2', section, ...statement }, codes, '2027-12-31');
const form = ['https://plan.example/Questionnaire/record'];
const records = {
  docNeeded: ['clinical'],
  docPurpose: ['retain-doc'],
  questionnaire: form,
} satisfies Partial<Statement>;

const SITUATIONS = {
  'not covered': () => says({ covered: 'not-covered', contact }),
  covered: () => says({ covered: 'covered', paNeeded: 'no-auth' }),
  'covered with records to keep': () => says({ covered: 'covered', paNeeded: 'no-auth', ...records }),
  'covered with records from two sides': () =>
    says({
      covered: 'covered',
      paNeeded: 'no-auth',
      ...records,
      docNeeded: ['clinical', 'admin'],
    }),
  'covered with what the patient fills in': () =>
    says({
      covered: 'covered',
      paNeeded: 'no-auth',
      ...records,
      docNeeded: ['patient'],
    }),
  'authorization needed': () =>
    says({ covered: 'covered', paNeeded: 'auth-needed', ...records, docPurpose: ['withpa'] }),
  'authorization by the performer': () => says({ covered: 'covered', paNeeded: 'performpa' }),
  'the performer decides': () => says({ covered: 'covered', paNeeded: 'conditional', infoNeeded: ['performer'] }),
  'a narrower code decides': () =>
    says({ covered: 'conditional', paNeeded: 'conditional', infoNeeded: ['detail-code'] }),
  'the record decides': () =>
    leftToTheRecord(says({ covered: 'covered', paNeeded: 'no-auth', ...records, docPurpose: ['withclaim'] })),
  'no code': () => CODE_NEEDED,
  'outside the policies': () => OUTSIDE_POLICIES,
  'technical failure': () => TECHNICAL_FAILURE,
  'member not found': () => notInsured('no-member-found', 'No such member'),
  'coverage ended': () => notInsured('no-active-coverage', 'Ended'),
  'coverages unranked': () => notInsured('coverage-not-found', 'Two, unranked'),
} satisfies Readonly<Record<string, () => Determination>>;

const written = (determination: Determination, version: CrdVersion): JsonObject => ({
  ...coverageInformation(determination, { version, coverage: 'Coverage/c1', today: TODAY, assertionId: 'a-1' }),
});

const valuesOf = (extension: JsonObject, url: string) =>
  objectsIn(extension['extension'])
    .filter((part) => part['url'] === url)
    .map(({ valueCode }) => valueCode);

const cases = Object.entries(SITUATIONS).flatMap(([name, situation]) =>
  CRD_VERSIONS.map((version) => ({ name, version, situation })),
);

describe('coverage information', () => {
  it.each(cases)('follows the rules of $version where the situation is: $name', ({ version, situation }) => {
    expect(faultsOfCoverageInformation(written(situation(), version), version)).toEqual([]);
  });

  it.each([
    ['2.0', ['no-auth']],
    ['2.1', []],
    ['2.2', []],
  ] as const)('says in %s of what is not covered that pa-needed is %j', (version, expected) => {
    expect(valuesOf(written(says({ covered: 'not-covered' }), version), 'pa-needed')).toEqual(expected);
  });

  it.each([
    ['2.0', ['conditional'], ['OTH']],
    ['2.1', ['conditional'], ['OTH']],
    ['2.2', ['indeterminate'], []],
  ] as const)('says in %s of a technical failure that coverage is %j', (version, covered, infoNeeded) => {
    const extension = written(TECHNICAL_FAILURE, version);
    expect(valuesOf(extension, 'covered')).toEqual(covered);
    expect(valuesOf(extension, 'info-needed')).toEqual(infoNeeded);
  });

  it.each([
    ['covered with records to keep', 'doc-needed', ['clinical'], ['clinical']],
    ['covered with records from two sides', 'doc-needed', ['both'], ['clinical', 'admin']],
    ['covered with what the patient fills in', 'doc-needed', [], ['patient']],
    ['the performer decides', 'info-needed', ['performer'], ['performer']],
    ['a narrower code decides', 'info-needed', ['OTH'], ['detail-code']],
  ] as const)('says where the situation is "%s" in %s %j to a client of 2.0, and %j to later ones', (...row) => {
    const [situation, url, older, later] = row;
    expect(valuesOf(written(SITUATIONS[situation](), '2.0'), url)).toEqual(older);
    expect(valuesOf(written(SITUATIONS[situation](), '2.2'), url)).toEqual(later);
  });

  it('links to the section of the policy, under its category, for clients of 2.2', () => {
    const details = (version: CrdVersion) =>
      objectsIn(written(SITUATIONS.covered(), version)['extension']).filter(({ url }) => url === 'detail');
    const system = 'http://terminology.hl7.org/CodeSystem/crd-coverage-detail';
    const concept = { coding: [{ system, code: 'policy-link' }], text: section.label };
    expect(details('2.2')).toEqual([
      {
        url: 'detail',
        extension: [
          { url: 'category', valueCode: 'cat-other' },
          { url: 'code', valueCodeableConcept: concept },
          { url: 'value', valueUrl: section.url },
        ],
      },
    ]);
    expect(details('2.1')).toEqual([]);
  });

  it('names the last day to clients of 2.1 and later', () => {
    const daysIn = (version: CrdVersion) =>
      objectsIn(written(SITUATIONS.covered(), version)['extension']).flatMap(({ valueDate, url }) =>
        url === 'expiry-date' ? [valueDate] : [],
      );
    expect(CRD_VERSIONS.map(daysIn)).toEqual(CRD_VERSIONS.map((version) => (version === '2.0' ? [] : ['2027-12-31'])));
  });

  it('says that the record decides, and that it was not sent', () => {
    const reasonText =
      'Policy 7, section 2. Data of the patient that the policy asks for were not sent, so whether they';
    const { reason } = SITUATIONS['the record decides']();
    expect(reason.text).toMatch(new RegExp(`^${reasonText} bear it out was not judged$`));
  });

  it('names no form where records are to be kept in none', () => {
    const { questionnaire: _, ...formless } = records;
    const extension = written(says({ covered: 'covered', paNeeded: 'no-auth', ...formless }), '2.2');
    expect(valuesOf(extension, 'doc-needed')).toEqual(['clinical']);
    expect(objectsIn(extension['extension']).map(({ url }) => url)).not.toContain('questionnaire');
  });

  it('asks 2.0 for records of two kinds in one word, and for no form where the patient alone is to fill one in', () => {
    const both = written(SITUATIONS['covered with records from two sides'](), '2.0');
    expect(valuesOf(both, 'doc-needed')).toEqual(['both']);
    const patient = written(SITUATIONS['covered with what the patient fills in'](), '2.0');
    expect(objectsIn(patient['extension']).map(({ url }) => url)).not.toContain('questionnaire');
  });
});

/** The extension with the parts of a name changed, or left out. */
const changed = (
  extension: JsonObject,
  name: string,
  change: (part: JsonObject) => JsonObject | undefined,
): JsonObject => ({
  ...extension,
  extension: objectsIn(extension['extension']).flatMap((part) =>
    part['url'] === name ? (change(part) ?? []) : [part],
  ),
});
const without = (extension: JsonObject, name: string) => changed(extension, name, () => undefined);
const withPart = (extension: JsonObject, part: JsonObject): JsonObject => ({
  ...extension,
  extension: [...objectsIn(extension['extension']), part],
});

const covered = () => written(SITUATIONS['covered with records to keep'](), '2.2');
const refused = () => written(SITUATIONS['not covered'](), '2.2');
const open = () => written(OUTSIDE_POLICIES, '2.2');
const FAULTS: Readonly<Record<string, () => JsonObject>> = {
  'no Coverage': () => without(covered(), 'coverage'),
  'no assertion id': () => without(covered(), 'coverage-assertion-id'),
  'covered twice': () => withPart(covered(), { url: 'covered', valueCode: 'conditional' }),
  'a code that the version does not have': () =>
    changed(covered(), 'covered', (part) => ({ ...part, valueCode: 'partly' })),
  'pa-needed where nothing is covered': () => withPart(refused(), { url: 'pa-needed', valueCode: 'no-auth' }),
  'a form without documents': () => without(covered(), 'doc-needed'),
  'something conditional, and nothing needed': () => without(open(), 'info-needed'),
  'OTH without a reason': () => without(open(), 'reason'),
  'an instant in place of a date': () =>
    changed(covered(), 'date', (part) => ({ ...part, valueDate: '2026-11-22T08:00:00Z' })),
  'a ContactPoint in place of a ContactDetail': () =>
    changed(refused(), 'contact', () => ({
      url: 'contact',
      valueContactPoint: { value: '1' },
    })),
  'a detail without its category': () => changed(covered(), 'detail', (part) => without(part, 'category')),
  'a part that nobody defined': () => withPart(covered(), { url: 'identifier', valueString: '1' }),
  'satisfied without a number': () => changed(covered(), 'pa-needed', (part) => ({ ...part, valueCode: 'satisfied' })),
  'documents for an authorization that is not needed': () =>
    changed(covered(), 'doc-purpose', (part) => ({
      ...part,
      valueCode: 'withpa',
    })),
};

describe('the rules that coverage information is checked by', () => {
  it.each(Object.entries(FAULTS))('refuse %s', (_, faulty) => {
    expect(faultsOfCoverageInformation(faulty(), '2.2')).not.toEqual([]);
  });

  it('tell the versions apart', () => {
    expect(faultsOfCoverageInformation(covered(), '2.0')).not.toEqual([]);
    expect(
      faultsOfCoverageInformation(asObject(written(says({ covered: 'not-covered' }), '2.0')) ?? {}, '2.2'),
    ).not.toEqual([]);
  });
});
