import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/hooks/card.ts';
import { changed } from '../support/call.ts';
import { faultsOfResource } from '../support/coverage-rules.ts';
import { type CrdCase, coverageOf, crdAnswerer, crdCallOf, DECOMPRESSION, saidOf, TRACTION } from '../support/crd.ts';
import { knowledge, TODAY } from '../support/knowledge.ts';

const answer = crdAnswerer();
const BONE_CANCER = ['icd-10-cm C79.51 Secondary malignant neoplasm of bone'];
const UNSAFE: CrdCase = { ...TRACTION, conditions: BONE_CANCER };
const REQUESTER = { reference: 'Practitioner/d1' };

const cardsFor = async (row: CrdCase) => (await answer(crdCallOf(row))).answer.cards;
const topicsOf = (cards: readonly Card[]) => cards.map(({ source }) => source.topic.code);

/** A decompression order that names who ordered it, so that another can take its place. */
const withRequester = (row: CrdCase = DECOMPRESSION) => {
  const body = crdCallOf(row);
  const entries = (body as { context: { draftOrders: { entry: { resource: object }[] } } }).context.draftOrders.entry;
  const orders = entries.map(({ resource }) => ({ resource: { ...resource, requester: REQUESTER } }));
  return changed(body, 'context.draftOrders.entry', orders);
};

describe('the cards of a CRD client', () => {
  it.each([
    ['the section of the policy that decides', DECOMPRESSION, ['guideline']],
    ['what to record, and the section', TRACTION, ['clinical-reminder', 'guideline']],
    ['the safety stop, and the section', UNSAFE, ['contraindication', 'guideline']],
    ['nothing of an order outside the policies', { order: { codes: ['cpt 72148 MRI'] } }, []],
    ['nothing of what the order denies', { order: { text: 'No Dynesys', codes: ['cpt 22899 Unlisted'] } }, []],
    ['nothing of a policy that has ended', { order: { text: 'Dynesys stabilization L4-L5' } }, []],
  ] as const)('tell %s', async (_, row, topics) => {
    expect(topicsOf(await cardsFor(row))).toEqual(topics);
  });

  it.each([
    ['2.0', 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp'],
    ['2.1', 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp'],
    ['2.2', 'http://terminology.hl7.org/CodeSystem/cdshooks-card-type'],
  ])('have in %s the topics of %s', async (version, system) => {
    const cards = await cardsFor({ ...TRACTION, version });
    expect(cards.map(({ source }) => source.topic.system)).toEqual([system, system]);
  });

  it('speak in the name of the insurer, each with an id of its own, tied to their order', async () => {
    const cards = await cardsFor(UNSAFE);
    expect(cards).toHaveLength(2);
    expect(new Set(cards.map(({ uuid }) => uuid)).size).toBe(cards.length);
    for (const card of cards) {
      expect(card.source.label).toBe('Prairie Example Health Plan');
      expect(card.extension).toEqual({
        'davinci-crd.associated-resource': [{ reference: 'ServiceRequest/order-1' }],
      });
      expect(card.summary.length).toBeLessThan(140);
    }
  });

  it.each([
    ['nothing beside coverage information', {}, false],
    ['as to any client, where that is switched off', { configuration: { 'coverage-info': false } }, true],
  ])('say %s of how the order is covered', async (_, row, said) => {
    const cards = JSON.stringify(await cardsFor({ ...TRACTION, ...row }));
    expect(cards.includes('Coverage varies')).toBe(said);
    expect(cards.includes('Coverage on file')).toBe(said);
  });

  it('link to the section and say what stands there', async () => {
    const [card] = await cardsFor(DECOMPRESSION);
    expect(card?.links).toEqual([
      { label: expect.any(String), type: 'absolute', url: expect.stringMatching(/^https:.+#section-3$/) },
    ]);
    expect(card?.summary).toMatch(/^Policy PE-M07, section 3 .*: “Vertebral axial decompression, per session”$/);
    expect(card?.detail).toMatch(/^Section 3 /);
    expect(card?.indicator).toBe('info');
    expect(card?.suggestions).toBeUndefined();
  });

  it('name the order in the detail where there are several', async () => {
    const cards = await cardsFor({ ...DECOMPRESSION, others: [{ codes: ['cpt 72148 MRI'] }] });
    expect(cards.map(({ detail }) => detail?.split('\n')[0])).toEqual([
      '**Vertebral axial decompression, per session**',
    ]);
  });

  it('name no order that has no id', async () => {
    const body = crdCallOf(UNSAFE);
    const code = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] };
    const nameless = [{ resource: { resourceType: 'ServiceRequest', status: 'draft', code } }];
    const { cards } = (await answer(changed(body, 'context.draftOrders.entry', nameless))).answer;
    expect(topicsOf(cards)).toContain('contraindication');
    for (const card of cards) expect(card).not.toHaveProperty('extension');
  });

  it('have no detail where the policy has none to show', async () => {
    const cards = new Map([...knowledge.cards].map(([file, card]) => [file, { ...card, detail: [] }]));
    const silent = crdAnswerer({ content: { ...knowledge, cards } });
    const [reminder] = (await silent(crdCallOf(TRACTION))).answer.cards;
    expect(reminder?.source.topic.code).toBe('clinical-reminder');
    expect(reminder).not.toHaveProperty('detail');
  });

  it('never hold a mere removal, nor what coverage information says', async () => {
    const cards = (await Promise.all([DECOMPRESSION, TRACTION, UNSAFE].map(cardsFor))).flat();
    expect(cards).toHaveLength(5);
    for (const { suggestions, source } of cards) {
      expect(suggestions).toBeUndefined();
      expect(source.topic.code).not.toBe('coverage-info');
    }
  });
});

describe('an alternative for a CRD client', () => {
  it('is one order removed and one of its kind added, in the form of the CRD profile', async () => {
    const { cards } = (await answer(withRequester())).answer;
    const alternative = cards.find(({ source }) => source.topic.code === 'therapy-alternatives-opt');
    const actions = alternative?.suggestions?.flatMap((suggestion) => suggestion.actions) ?? [];
    expect(actions).toEqual([
      { type: 'delete', description: expect.any(String), resourceId: 'ServiceRequest/order-1' },
      {
        type: 'create',
        description: expect.any(String),
        resource: expect.objectContaining({ resourceType: 'ServiceRequest', authoredOn: TODAY, requester: REQUESTER }),
      },
    ]);
    const [created] = actions.flatMap((action) => (action.type === 'create' ? [action.resource] : []));
    expect(created).not.toHaveProperty('insurance');
    expect(created && faultsOfResource(created)).toEqual([]);
    expect(alternative?.summary).toBe('Another order can take its place: “Vertebral axial decompression, per session”');
    expect(alternative?.detail).toMatch(/^- Remove the order: [^\n]+\n- [^\n]+$/);
    expect([alternative?.indicator, alternative?.selectionBehavior]).toEqual(['info', 'at-most-one']);
    expect(alternative?.links).toBeUndefined();
  });

  it('keeps the insurance that the order names', async () => {
    const body = withRequester();
    const insurance = [{ reference: 'Coverage/c1' }];
    const [entry] = (body as { context: { draftOrders: { entry: { resource: object }[] } } }).context.draftOrders.entry;
    const orders = [{ resource: { ...entry?.resource, insurance } }];
    const { cards } = (await answer(changed(body, 'context.draftOrders.entry', orders))).answer;
    const actions = cards.flatMap(({ suggestions = [] }) => suggestions.flatMap((each) => each.actions));
    expect(actions).toContainEqual(
      expect.objectContaining({ type: 'create', resource: expect.objectContaining({ insurance }) }),
    );
  });

  it('is offered in the name of nobody where no insurer speaks', async () => {
    const { cards } = (await answer(withRequester({ ...DECOMPRESSION, version: '2.0', coverages: [] }))).answer;
    const [alternative] = cards.filter(({ source }) => source.topic.code === 'therapy-alternatives-opt');
    expect(alternative?.source.label).toBe('Coverage policy');
  });

  it('is not offered by a card that proposes none', async () => {
    expect(topicsOf((await answer(withRequester(TRACTION))).answer.cards)).toEqual(['clinical-reminder', 'guideline']);
  });

  it('is not offered for an order of another kind', async () => {
    const device = {
      order: { type: 'DeviceRequest' as const, codes: ['hcpcs E1399 Durable medical equipment'], text: 'LTX 3000' },
    };
    const { cards } = (await answer(withRequester({ ...device, conditions: ['icd-10-cm M54.50 Low back pain'] })))
      .answer;
    expect(topicsOf(cards)).toEqual(['guideline']);
  });
});

describe('the options of a CRD client', () => {
  const turned = (row: CrdCase, configuration: Record<string, unknown>) => ({ ...row, configuration });

  it('bring the plain card back in place of coverage information', async () => {
    const answered = await answer(crdCallOf(turned(DECOMPRESSION, { 'coverage-info': false })));
    expect(saidOf(answered)).toEqual([]);
    const [card] = answered.answer.cards;
    expect(card?.summary).toContain('Non-surgical spinal decompression');
    expect(card?.source.topic.code).toBe('guideline');
    expect(card?.indicator).toBe('warning');
    expect(card?.suggestions).toBeUndefined();
  });

  it.each([
    ['guideline', TRACTION],
    ['clinical-reminder', TRACTION],
    ['contraindication', UNSAFE],
  ] as const)('switch off cards of the topic %s', async (topic, row) => {
    expect(topicsOf(await cardsFor(row))).toContain(topic);
    expect(topicsOf(await cardsFor(turned(row, { [topic]: false })))).not.toContain(topic);
  });

  it('switch off alternatives', async () => {
    const off = { 'therapy-alternatives-opt': false };
    expect(topicsOf((await answer(withRequester(turned(DECOMPRESSION, off)))).answer.cards)).toEqual(['guideline']);
  });

  it('limit the cards, and never the safety stop nor coverage information', async () => {
    const answered = await answer(crdCallOf(turned(UNSAFE, { 'max-cards': 0 })));
    expect(topicsOf(answered.answer.cards)).toEqual(['contraindication']);
    expect(saidOf(answered)).toEqual(['not-covered/-/-/-']);
    expect(await cardsFor(turned(TRACTION, { 'max-cards': 1 }))).toHaveLength(1);
  });

  it.each([
    { 'coverage-info': 'maybe', 'max-cards': -5 },
    { 'max-cards': 1.5, guideline: 0 },
    { unheard: true, 'x-other': {} },
  ])('are passed over where they make no sense: %j', async (configuration) => {
    const answered = await answer(crdCallOf(turned(TRACTION, configuration)));
    expect(topicsOf(answered.answer.cards)).toEqual(['clinical-reminder', 'guideline']);
    expect(saidOf(answered)).toEqual(['covered/no-auth/clinical/-']);
  });
});

describe('a safety stop', () => {
  it('comes also where nothing can be asserted, under the name of its own source', async () => {
    const answered = await answer(crdCallOf({ ...UNSAFE, version: '2.0', coverages: [] }));
    expect(saidOf(answered)).toEqual([]);
    expect(topicsOf(answered.answer.cards)).toEqual(['contraindication']);
    expect(answered.answer.cards[0]?.source.label).not.toBe('Prairie Example Health Plan');
  });

  it('comes where the insurer has adopted nothing', async () => {
    const ended = [coverageOf('c1', { period: { end: '2026-01-01' } })];
    expect(topicsOf(await cardsFor({ ...UNSAFE, coverages: ended }))).toEqual(['contraindication']);
  });
});
