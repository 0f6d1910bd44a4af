import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/decision/decide.ts';
import type { CardTemplate } from '../../src/policies/card-template.ts';
import { type ResponseContext, respond } from '../../src/response/respond.ts';
import { answerer } from '../support/answer.ts';
import { callOf } from '../support/call.ts';
import { knowledge, newUuid } from '../support/knowledge.ts';

const answer = answerer();
const context: ResponseContext = {
  knowledge,
  subject: { patientId: 'p1' },
  topicSystem: 'https://example.org/topic',
  profile: 'standard',
  newUuid,
};

/** The decision on a traction order, with members changed. */
async function decided(members: Partial<Decision> = {}): Promise<Decision> {
  const [decision] = (await answer(callOf())).decisions;
  if (!decision) throw new Error('the order is of no policy');
  return { ...decision, ...members };
}

const cardsOf = (decision: Decision, changes: Partial<ResponseContext> = {}) =>
  [...respond([decision], { ...context, ...changes })].map((decided) => decided?.card);

/** The context with another card for a decision. */
function withCard({ outcome }: Decision, changes: Partial<CardTemplate>) {
  const file = outcome.kind === 'applies' ? outcome.action.card : '';
  const cards = new Map(
    [...knowledge.cards].map(([name, card]) => [name, name === file ? { ...card, ...changes } : card]),
  );
  return { knowledge: { ...knowledge, cards } };
}

describe('the card of a decision', () => {
  it('leads to the answer on the page of its policy where the server has an address', async () => {
    const [card] = cardsOf(await decided(), { publicAddress: 'https://cds.example.org' });
    expect(card?.source.url).toBe('https://cds.example.org/policies/traction#documentation');
  });

  it('is none where the policy does not apply', async () => {
    expect(cardsOf(await decided({ outcome: { kind: 'not-applicable' } }))).toEqual([undefined]);
  });

  it('says that the version of its policy has ended, unless its own words do', async () => {
    const ended = '2026-06-30';
    const notice = `This version of the policy (1.0.0) ended on ${ended}; no later version is held here.`;
    const decision = await decided({ ended });
    expect(cardsOf(decision)[0]?.detail?.endsWith(`\n\n${notice}`)).toBe(true);
    expect(cardsOf(await decided())[0]?.detail).not.toContain('ended on');
    const own = withCard(decision, { detail: [{ text: 'One.' }, { when: 'ended', text: 'It is over.' }] });
    expect(cardsOf(decision, own)[0]?.detail).toBe('One.');
  });

  it('has no detail where none is to be shown, but for what was not read', async () => {
    const decision = await decided();
    const silent = withCard(decision, { detail: [] });
    expect(cardsOf(decision, silent)[0]).not.toHaveProperty('detail');
    const order = { ...decision.order, description: { ...decision.order.description, readWhole: false } };
    expect(cardsOf({ ...decision, order }, silent)[0]?.detail).toBe(
      'The text of this order is longer than is read; the rest was not looked at.',
    );
  });

  it('says beside its detail what was not read', async () => {
    const decision = await decided();
    const order = { ...decision.order, description: { ...decision.order.description, readWhole: false } };
    expect(cardsOf({ ...decision, order }, withCard(decision, { detail: [{ text: 'One.' }] }))[0]?.detail).toBe(
      'One.\n\nThe text of this order is longer than is read; the rest was not looked at.',
    );
  });

  it('leads to its own source where the server has no address, or nowhere', async () => {
    const decision = await decided();
    const source = { label: 'Source', topic: 'topic' };
    const url = 'https://source.example/page';
    const system = context.topicSystem;
    expect(cardsOf(decision, withCard(decision, { source: { ...source, url } }))[0]?.source).toEqual({
      ...{ label: 'Source', url, topic: { system, code: 'topic' } },
    });
    expect(cardsOf(decision, withCard(decision, { source }))[0]?.source).not.toHaveProperty('url');
  });

  it('has the links that are to be shown, which open in a browser', async () => {
    const decision = await decided();
    const [one, another] = ['https://one.example/page', 'https://another.example/page'];
    const links = [
      { label: 'One', url: one },
      { label: 'Another', url: another, when: 'severeOsteoporosis' },
    ];
    expect(cardsOf(decision, withCard(decision, { links }))[0]?.links).toEqual([
      { label: 'One', url: one, type: 'absolute' },
    ]);
    expect(cardsOf(decision, withCard(decision, { links: links.slice(1) }))[0]).not.toHaveProperty('links');
    expect(cardsOf(decision)[0]).not.toHaveProperty('links');
  });

  it('offers the reasons to override it that the knowledge describes', async () => {
    const decision = await decided();
    const [code = '', described] = [...knowledge.overrideReasons][0] ?? [];
    const [card] = cardsOf(decision, withCard(decision, { overrideReasons: [code, 'unheard'] }));
    expect(described).toBeDefined();
    expect(card?.overrideReasons).toEqual([described]);
  });
});
