import { describe, expect, it } from 'vitest';
import type { Action, Card, Suggestion } from '../../src/hooks/card.ts';
import type { JsonObject } from '../../src/json.ts';
import { forEpic } from '../../src/response/profile.ts';
import { answerer } from '../support/answer.ts';
import { callOf, changed } from '../support/call.ts';
import { brokenRules } from '../support/card-rules.ts';
import { casesOfPolicies, requestOf } from '../support/case.ts';
import { knowledge, newUuid } from '../support/knowledge.ts';

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

const actionsOf = ({ suggestions = [] }: Card) => suggestions.flatMap(({ actions }) => actions);
const device = { type: 'DeviceRequest' as const, text: 'LTX 3000' };
const pain = 'icd-10-cm M54.50 Low back pain';

describe("every card in Epic's shape", () => {
  it('has one action for each suggestion, and any number of them may be taken', async () => {
    const pairs = await answerPairs();
    expect(pairs.length).toBeGreaterThanOrEqual(bodies.length);
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

describe('a suggestion of two actions', () => {
  it('adds, where another one removes', async () => {
    const [card] = (await epic(callOf({ order: device, conditions: [pain] }))).cards;
    expect(card?.suggestions).toEqual([
      expect.objectContaining({
        label: 'Remove this order',
        actions: [{ type: 'delete', description: 'Remove the order: LTX 3000', resourceId: 'DeviceRequest/order-1' }],
      }),
      expect.objectContaining({
        label: 'Add a physical therapy evaluation for the spine',
        actions: [expect.objectContaining({ type: 'create' })],
      }),
    ]);
  });

  const removal = (description: string): Action => ({ type: 'delete', description, resourceId: 'ServiceRequest/1' });
  const creation = (description: string): Action => ({ type: 'create', description, resource: {} });
  const suggestion = (label: string, ...actions: readonly Action[]): Suggestion => ({ label, uuid: label, actions });
  const cardWith = (suggestions: readonly Suggestion[]): Card => ({
    uuid: 'card',
    summary: 'A card.',
    indicator: 'info',
    source: { label: 'Source', topic: { system: 'https://example.org', code: 'topic' } },
    suggestions,
    selectionBehavior: 'at-most-one',
  });

  it.each<readonly [rule: string, suggestions: readonly Suggestion[], labels: readonly string[]]>([
    ['becomes two', [suggestion('Instead', removal('Remove'), creation('Add'))], ['Remove', 'Add']],
    [
      'leaves the removal to a suggestion that only removes, also after it',
      [suggestion('Instead', removal('Remove'), creation('Add')), suggestion('Only remove', removal('Out'))],
      ['Add', 'Only remove'],
    ],
    [
      'removes once',
      [
        suggestion('This instead', removal('Remove'), creation('Add this')),
        suggestion('That instead', removal('Remove'), creation('Add that')),
      ],
      ['Remove', 'Add this', 'Add that'],
    ],
  ])('%s', (_rule, suggestions, labels) => {
    const shaped = forEpic(cardWith(suggestions), 'finding', newUuid).suggestions ?? [];
    expect(shaped.map(({ label }) => label)).toEqual(labels);
    expect(new Set(shaped.map(({ uuid }) => uuid)).size).toBe(labels.length);
  });

  it('has a topic that ends with the finding, however long the two are', () => {
    const { topic } = forEpic(cardWith([]), `${'a-'.repeat(120)}end`, newUuid).source;
    expect(topic).toEqual({ system: 'https://example.org', code: expect.stringMatching(/^[a-z]{97}end$/) });
  });
});

describe('a card without suggestions', () => {
  it('gets none, and no selectionBehavior', async () => {
    const [card] = (await epic(callOf())).cards;
    expect(card).toMatchObject({ source: { topic: { code: 'mechanicaltractiondocumentation' } } });
    expect(card).not.toHaveProperty('suggestions');
    expect(card).not.toHaveProperty('selectionBehavior');
  });

  it('may have lost them with the id of the order', async () => {
    const body = changed(callOf({ order: device }), 'context.draftOrders.entry', [
      { resource: { resourceType: 'DeviceRequest', codeCodeableConcept: { text: 'LTX 3000' } } },
    ]);
    const [card] = (await epic(body)).cards;
    expect(card && actionsOf(card)).toEqual([]);
    expect(card).not.toHaveProperty('selectionBehavior');
  });
});
