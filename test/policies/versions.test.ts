import { describe, expect, it } from 'vitest';
import { VOCABULARY } from '../../src/offer.ts';
import { noticesOn, policiesInForce } from '../../src/policies/in-force.ts';
import { loadKnowledge } from '../../src/policies/load.ts';
import { answerer } from '../support/answer.ts';
import { callOf, callWith } from '../support/call.ts';
import { copyKnowledge, faultsOf, type KnowledgeCopy } from '../support/knowledge-copy.ts';
import { knowledge } from '../support/server.ts';

const PLAN = 'fhir-resources/policies/traction/plan-definition.json';
const CARD = 'cards/traction/documentation.yaml';
const NEXT = 'fhir-resources/policies/traction/plan-definition-2.0.0.json';
const NEXT_CARD = 'cards/traction/documentation-2.yaml';

interface Change {
  readonly period?: object;
  readonly status?: string;
}

/** A copy in which traction has a version 2.0.0 with another card for the plain order. */
function withSuccessor(first: Change, second: Change): KnowledgeCopy {
  const copy = copyKnowledge();
  const plan = JSON.parse(copy.read(PLAN)) as { status: string };
  const text = JSON.stringify({
    ...plan,
    version: '2.0.0',
    status: second.status ?? 'active',
    effectivePeriod: second.period,
  });
  copy.write(NEXT, text.replace(CARD, NEXT_CARD));
  copy.write(PLAN, { ...plan, status: first.status ?? 'active', effectivePeriod: first.period });
  copy.write(NEXT_CARD, copy.read(CARD).replace(/summary: .*/, "summary: '{order}: what the second version asks'"));
  return copy;
}

const NEW_YEAR = [{ period: { end: '2026-12-31' } }, { period: { start: '2027-01-01' } }] as const;

/** The version that speaks for an order on a day, and the card. */
async function spokenOn(day: string, copy: KnowledgeCopy, order: object = {}, timeZone?: string) {
  const answer = answerer(loadKnowledge(copy.root, VOCABULARY), 'standard', { now: Date.parse(day), timeZone });
  const code = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] };
  const resource = { resourceType: 'ServiceRequest', id: 'o', status: 'draft', intent: 'order', code, ...order };
  const { cards, decisions } = await answer(callWith([resource]));
  return { version: decisions[0]?.policy.version, detail: cards[0]?.detail, summary: cards[0]?.summary };
}

describe('of two versions of a policy', () => {
  it.each([
    ['the first speaks until its last day', '2026-12-31T23:59:00Z', '1.0.0'],
    ['the second speaks from its first day', '2027-01-01T00:01:00Z', '2.0.0'],
  ])('%s', async (_rule, now, version) => {
    expect(await spokenOn(now, withSuccessor(...NEW_YEAR))).toMatchObject({ version });
  });

  it('the second takes over on its day without a reload, with its own card', async () => {
    const copy = withSuccessor(...NEW_YEAR);
    const { summary } = await spokenOn('2027-01-01', copy);
    expect(summary).toContain('what the second version asks');
  });

  it.each([
    ['the second replaces a first without an end', [{}, { period: { start: '2027-01-01' } }], '2027-05-01', '2.0.0'],
    [
      'the first speaks alone as long as the second is a draft',
      [{}, { status: 'draft', period: { start: '2026-01-01' } }],
      '2027-05-01',
      '1.0.0',
    ],
    [
      'the first comes back after a second that was for a while',
      [{}, { period: { start: '2026-02', end: '2026-03' } }],
      '2026-04-01',
      '1.0.0',
    ],
    [
      'the second speaks to the last day of its month',
      [{}, { period: { start: '2026-02', end: '2026-03' } }],
      '2026-03-31',
      '2.0.0',
    ],
    [
      'neither speaks before the first begins',
      [{ period: { start: '2026-02-01' } }, { period: { start: '2027' } }],
      '2026-01-31',
      undefined,
    ],
    ['neither speaks when both are retired', [{ status: 'retired' }, { status: 'retired' }], '2026-01-31', undefined],
  ] as const)('%s', async (_rule, [first, second], now, version) => {
    expect((await spokenOn(now, withSuccessor(first, second))).version).toBe(version);
  });

  it.each([
    ['the day it was written on', { authoredOn: '2026-12-31' }, '1.0.0'],
    ['the day in the time zone of the site', { authoredOn: '2027-01-01T04:30:00Z' }, '1.0.0'],
    ['the day of the call, where only its year is given', { authoredOn: '2026' }, '2.0.0'],
    ['the day of the call, where no calendar has its day', { authoredOn: '2026-02-30' }, '2.0.0'],
    ['the day of the call, where no calendar has the day of its time', { authoredOn: '2026-02-30T10:00:00Z' }, '2.0.0'],
    ['the day of the call, where nothing is given', {}, '2.0.0'],
  ])('an order gets the version of %s', async (_rule, order, version) => {
    const spoken = await spokenOn('2027-01-10T12:00:00Z', withSuccessor(...NEW_YEAR), order, 'America/Chicago');
    expect(spoken.version).toBe(version);
  });

  it('the call itself is dated in the time zone of the site', async () => {
    const copy = withSuccessor(...NEW_YEAR);
    expect((await spokenOn('2027-01-01T04:30:00Z', copy, {}, 'America/Chicago')).version).toBe('1.0.0');
    expect((await spokenOn('2027-01-01T04:30:00Z', copy, {}, 'Europe/Paris')).version).toBe('2.0.0');
  });
});

describe('a version that has ended without a successor', () => {
  it('keeps its card, which says that it ended and when', async () => {
    const copy = withSuccessor({ period: { end: '2026-06-30' } }, { status: 'draft' });
    expect((await spokenOn('2026-07-01', copy)).detail).toContain('(1.0.0) ended on 2026-06-30');
    expect((await spokenOn('2026-06-30', copy)).detail).not.toContain('ended');
  });

  it('says so in the words of its own card, where that has some', async () => {
    const { cards } = await answerer()(callOf({ order: { codes: ['cpt 22899'], text: 'Dynesys' } }));
    expect(cards[0]?.detail).toContain('replaced on January 27, 2025');
    expect(cards[0]?.detail).not.toContain('ended on');
  });
});

describe('what an operator is told of dates', () => {
  const notices = (first: Change, second: Change, today: string) =>
    noticesOn(loadKnowledge(withSuccessor(first, second).root, VOCABULARY).policies, today)
      .filter(({ policy }) => policy === 'traction')
      .map(({ version, kind, day }) => `${version} ${kind} ${day}`);

  it.each([
    [
      'an end that is near, without a successor',
      [{ period: { end: '2026-12-31' } }, { status: 'draft' }],
      ['1.0.0 ends-soon 2026-12-31'],
    ],
    [
      'an end that is past, without a successor',
      [{ period: { end: '2026-10-31' } }, { status: 'draft' }],
      ['1.0.0 ended 2026-10-31'],
    ],
    ['a successor that begins soon, and no end', NEW_YEAR, ['2.0.0 begins-soon 2027-01-01']],
    ['nothing of what is far away', [{}, { period: { start: '2028', end: '2029' } }], []],
  ] as const)('is %s', (_what, [first, second], told) => {
    expect(notices(first, second, '2026-11-22')).toEqual(told);
  });

  it('is that the policy of Blue Cross and Blue Shield of Minnesota has ended', () => {
    expect(noticesOn(knowledge.policies, '2026-11-22')).toEqual([
      { policy: 'dynamic-stabilization', version: '1.0.0', kind: 'ended', day: '2025-01-26' },
    ]);
    expect(policiesInForce(knowledge.policies, '2026-11-22')).toHaveLength(4);
  });
});

describe('a fault of dates', () => {
  it.each([
    ['two versions of one number', { version: '1.0.0' }, 'PlanDefinition.version', /give each version its own number/],
    [
      'two active versions that begin on one day',
      { effectivePeriod: undefined },
      'PlanDefinition.effectivePeriod.start',
      /begins on no day, too/,
    ],
    [
      'an end before the start',
      { effectivePeriod: { start: '2027-02-01', end: '2027-01' } },
      'PlanDefinition.effectivePeriod',
      /ends before/,
    ],
    [
      'a date that is none',
      { effectivePeriod: { start: '1/1/2027' } },
      'PlanDefinition.effectivePeriod.start',
      /must be a date/,
    ],
    [
      'a day that no calendar has',
      { effectivePeriod: { start: '2027-02-30' } },
      'PlanDefinition.effectivePeriod.start',
      /must be a date/,
    ],
    [
      'a month that no year has',
      { effectivePeriod: { start: '2027-02-01', end: '2027-13' } },
      'PlanDefinition.effectivePeriod.end',
      /must be a date/,
    ],
    ['another url', { url: 'https://example.org/traction-2' }, 'PlanDefinition.id', /has another url/],
  ])('%s is listed', (_name, change, element, reason) => {
    const copy = withSuccessor(...NEW_YEAR);
    copy.write(NEXT, { ...(JSON.parse(copy.read(NEXT)) as object), ...change });
    expect(faultsOf(copy.root)).toMatchObject([
      { file: expect.stringContaining('traction'), element, reason: expect.stringMatching(reason) },
    ]);
  });
});
