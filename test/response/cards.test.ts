import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { answerer } from '../support/answer.ts';
import { brokenRules } from '../support/card-rules.ts';
import { readCases, requestOf } from '../support/case.ts';
import { PROJECT } from '../support/server.ts';

const folder = join(PROJECT, 'test/policies');
const rows = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => readCases(join(folder, file)));
const answer = answerer();

const answers = await Promise.all(
  rows.map(async (row) => {
    const body = requestOf(row) as { context: { draftOrders: { entry: { resource: JsonObject }[] } } } & JsonObject;
    const drafts = body.context.draftOrders.entry.map(({ resource }) => resource);
    const { cards, answer: sent } = await answer(body);
    return { name: row.name, drafts, cards, systemActions: sent.systemActions };
  }),
);
const spoken = answers.flatMap(({ name, drafts, cards }) => cards.map((card) => ({ name, drafts, card })));

describe('every card of every case', () => {
  it('is looked at', () => {
    expect(spoken.length).toBeGreaterThan(rows.length / 4);
    for (const type of ['create', 'update', 'delete'])
      expect(
        spoken.some(({ card }) =>
          card.suggestions?.some(({ actions }) => actions.some((action) => action.type === type)),
        ),
      ).toBe(true);
    expect(spoken.some(({ card }) => card.links !== undefined)).toBe(true);
  });

  it.each(spoken)('C3 to C18, S1 to S11 and L1 to L3 hold: $name', ({ card, drafts }) => {
    expect(brokenRules(card, { patientId: 'p1', drafts })).toEqual([]);
  });

  it('C3 S2 has ids that no other card or suggestion has', () => {
    const ids = spoken.flatMap(({ card }) => [card.uuid, ...(card.suggestions ?? []).map(({ uuid }) => uuid)]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('C9 has a source that is the same for all patients: one address for one label', () => {
    const pairs = new Map(spoken.map(({ card: { source } }) => [source.label, source.url]));
    expect(spoken.filter(({ card: { source } }) => pairs.get(source.label) !== source.url)).toEqual([]);
  });

  it('C17 is the only one of its policy for its order', () => {
    const repeated = answers.filter(({ cards, drafts }) => {
      const topics = cards.map(({ source }) => source.topic.code);
      return drafts.length === 1 && new Set(topics).size !== topics.length;
    });
    expect(repeated.map(({ name }) => name)).toEqual([]);
  });

  it.each(['**', '##', '<', '](', '`'])('C4 has a summary in plain text, without %s', (mark) => {
    expect(spoken.filter(({ card }) => card.summary.includes(mark))).toEqual([]);
  });
});

describe('the answer as a whole', () => {
  it('S12 S13 asks the client to do nothing by itself: a plain site gets no system actions', () => {
    const withActions = answers.filter(({ systemActions }) => systemActions.length > 0);
    expect(answers.length).toBeGreaterThan(0);
    expect(withActions.map(({ name }) => name)).toEqual([]);
  });
});
