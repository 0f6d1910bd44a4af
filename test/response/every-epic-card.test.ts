import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/hooks/card.ts';
import type { JsonObject } from '../../src/json.ts';
import { answerer } from '../support/answer.ts';
import { brokenRules } from '../support/card-rules.ts';
import { casesOfPolicies, requestOf } from '../support/case.ts';
import { knowledge } from '../support/knowledge.ts';

const [standard, epic] = [answerer(knowledge, 'standard'), answerer(knowledge, 'epic')];
const bodies = casesOfPolicies()
  .filter((row) => row.expect.length > 0)
  .map(requestOf);

/** Every card in both shapes. */
async function answerPairs() {
  const pairs = bodies.map(async (body) => {
    const [plain, shaped] = [await standard(body), await epic(body)];
    expect(shaped.spoken).toEqual(plain.spoken);
    return shaped.cards.map((card, at) => ({ body, card, plain: plain.cards[at], finding: plain.spoken[at] }));
  });
  return (await Promise.all(pairs)).flat();
}
const draftsOf = (body: JsonObject) =>
  (body as { context: { draftOrders: { entry: { resource: JsonObject }[] } } }).context.draftOrders.entry.map(
    ({ resource }) => resource,
  );

describe("every card in Epic's shape", () => {
  it('has one action for each suggestion, and any number of them may be taken', async () => {
    const pairs = await answerPairs();
    const countsOf = ({ suggestions = [] }: Card) => suggestions.map(({ actions }) => actions.length);
    const severalAtOnce = pairs.filter(({ plain }) => plain && countsOf(plain).some((count) => count > 1));
    expect(severalAtOnce.length).toBeGreaterThan(0);
    for (const { card } of severalAtOnce) expect(card.suggestions?.length).toBeGreaterThan(1);
    for (const { card } of pairs) {
      expect(card.selectionBehavior).toBe(card.suggestions && 'any');
      for (const { actions } of card.suggestions ?? []) expect(actions).toHaveLength(1);
    }
  });

  it('keeps the rules of CDS Hooks', async () => {
    const pairs = await answerPairs();
    for (const { body, card } of pairs)
      expect(brokenRules(card, { patientId: 'p1', drafts: draftsOf(body) })).toEqual([]);
  });

  it('has a topic of letters and digits, always the same for one finding and another for another', async () => {
    const pairs = await answerPairs();
    const findingOf = new Map<string, string | undefined>();
    for (const { card, plain, finding } of pairs) {
      const { code } = card.source.topic;
      expect(code).toMatch(/^[A-Za-z0-9]{1,100}$/);
      expect(code.startsWith(plain?.source.topic.code ?? '?')).toBe(true);
      expect(findingOf.get(code) ?? finding).toBe(finding);
      findingOf.set(code, finding);
    }
    expect(findingOf.size).toBe(new Set(pairs.map(({ finding }) => finding)).size);
  });

  it('differs from the standard one in topic, suggestions and ids alone', async () => {
    const pairs = await answerPairs();
    const rest = ({ suggestions, selectionBehavior, uuid, source, ...others }: Card) => ({
      ...others,
      source: { ...source, topic: source.topic.system },
    });
    for (const { card, plain } of pairs) {
      expect(rest(card)).toEqual(plain && rest(plain));
      expect(plain?.selectionBehavior).toBe(plain?.suggestions && 'at-most-one');
    }
  });
});
