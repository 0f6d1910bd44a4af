import { describe, expect, it } from 'vitest';
import { withDrafts } from '../../src/commands/policies-test.ts';
import type { JsonObject } from '../../src/json.ts';
import type { PolicyCase } from '../../src/policies/case.ts';
import { answerer } from '../support/answer.ts';
import { brokenRules } from '../support/card-rules.ts';
import { casesOfPolicies, requestOf } from '../support/case.ts';
import { ALL_BEGUN, knowledge } from '../support/knowledge.ts';

const rows = casesOfPolicies();
const withCards = rows.filter((row) => row.expect.length > 0);
const answer = answerer(withDrafts(knowledge), 'standard', { now: ALL_BEGUN });

async function answered(row: PolicyCase) {
  const body = requestOf(row) as { context: { draftOrders: { entry: { resource: JsonObject }[] } } } & JsonObject;
  const drafts = body.context.draftOrders.entry.map(({ resource }) => resource);
  const { cards, answer: sent } = await answer(body);
  return { name: row.name, drafts, cards, systemActions: sent.systemActions };
}

const everyCard = async () => (await Promise.all(withCards.map(answered))).flatMap(({ cards }) => cards);

describe('every card of every case', () => {
  it('is looked at', async () => {
    const cards = await everyCard();
    expect(cards.length).toBeGreaterThan(rows.length / 4);
    for (const type of ['create', 'update', 'delete'])
      expect(
        cards.some(({ suggestions }) =>
          suggestions?.some(({ actions }) => actions.some((action) => action.type === type)),
        ),
      ).toBe(true);
    expect(cards.some(({ links }) => links !== undefined)).toBe(true);
  });

  it.each(withCards)('breaks no rule of CDS Hooks: $name', async (row) => {
    const { cards, drafts } = await answered(row);
    expect(cards).not.toEqual([]);
    for (const card of cards) expect(brokenRules(card, { patientId: 'p1', drafts })).toEqual([]);
  });

  it('has ids that no other card or suggestion has', async () => {
    const cards = await everyCard();
    const ids = cards.flatMap(({ uuid, suggestions = [] }) => [uuid, ...suggestions.map((each) => each.uuid)]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has a source that is the same for all patients: one address for one label', async () => {
    const cards = await everyCard();
    const pairs = new Map(cards.map(({ source }) => [source.label, source.url]));
    expect(cards.filter(({ source }) => pairs.get(source.label) !== source.url)).toEqual([]);
  });

  it('is the only one of its policy for its order', async () => {
    const repeated = (await Promise.all(withCards.map(answered))).filter(({ cards, drafts }) => {
      const topics = cards.map(({ source }) => source.topic.code);
      return drafts.length === 1 && new Set(topics).size !== topics.length;
    });
    expect(repeated.map(({ name }) => name)).toEqual([]);
  });

  it('has a summary in plain text, without the marks of Markdown', async () => {
    const marks = ['**', '##', '<', '](', '`'];
    const cards = await everyCard();
    expect(cards.filter(({ summary }) => marks.some((mark) => summary.includes(mark)))).toEqual([]);
  });
});

describe('the answer as a whole', () => {
  it('asks the client to do nothing by itself: a plain site gets no system actions', async () => {
    const answers = await Promise.all(rows.map(answered));
    const withActions = answers.filter(({ systemActions }) => systemActions.length > 0);
    expect(answers.length).toBeGreaterThan(0);
    expect(withActions.map(({ name }) => name)).toEqual([]);
  });
});
