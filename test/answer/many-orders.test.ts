import { describe, expect, it } from 'vitest';
import { inSlices } from '../../src/answer/time-slices.ts';
import { MOST_CARDS } from '../../src/hooks/card.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callWith, changed } from '../support/call.ts';

const answer = answerer();
const CPT = 'http://www.ama-assn.org/go/cpt';
const order = (code: string, at: number) => ({
  resourceType: 'ServiceRequest',
  id: `o${at}`,
  status: 'draft',
  code: { coding: [{ system: CPT, code }], text: code === '22899' ? 'Dynesys' : 'Mechanical traction' },
});
const ordersOf = (...codes: readonly string[]) => callWith(codes.map(order));
const fracture = {
  resourceType: 'Condition',
  id: 'f',
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'S32.012A' }] },
};

describe('a draft of many orders', () => {
  it('gets at most so many cards, and the last says how many are left out', async () => {
    const { cards, leftOut } = await answer(ordersOf(...Array(MOST_CARDS + 7).fill('97012')));
    expect(cards).toHaveLength(MOST_CARDS);
    expect(leftOut).toBe(7);
    expect(cards.at(-1)?.detail).toMatch(/\n\n7 more findings on the orders of this call are not shown\.$/);
    expect(cards.at(-2)?.detail).not.toContain('not shown');
  });

  it('gets all its cards in the order of the bundle where they are not too many', async () => {
    const { cards, leftOut } = await answer(ordersOf(...Array(MOST_CARDS).fill('97012')));
    expect(cards).toHaveLength(MOST_CARDS);
    expect(leftOut).toBe(0);
    expect(JSON.stringify(cards)).not.toContain('not shown');
  });

  it('has the safety stop first, however many other cards come before it', async () => {
    const body = ordersOf(...Array(MOST_CARDS + 5).fill('22899'), '97012');
    const { cards } = await answer(changed(body, 'prefetch.conditions', searchset([fracture])));
    expect(cards[0]?.indicator).toBe('critical');
    expect(cards).toHaveLength(MOST_CARDS);
  });

  it('lets other calls have their turn before it is answered', async () => {
    let turns = 0;
    let isAnswered = false;
    const count = () => {
      turns += 1;
      if (!isAnswered) setImmediate(count);
    };
    setImmediate(count);
    await answer(ordersOf(...Array(2000).fill('97012')));
    isAnswered = true;
    expect(turns).toBeGreaterThan(2);
  });
});

describe('work in slices', () => {
  it('comes to what the work comes to, and fails as it fails', async () => {
    expect(
      await inSlices(
        (function* () {
          yield;
          return 5;
        })(),
      ),
    ).toBe(5);
    const failing = (function* (): Generator<undefined, never> {
      yield;
      throw new Error('broken');
    })();
    await expect(inSlices(failing)).rejects.toThrow('broken');
  });
});

describe('a text that is longer than is read', () => {
  const long = (tail: string) => `${'Seen in clinic for follow up. '.repeat(1000)}${tail}`;
  const withText = (text: string) => ({ resourceType: 'Condition', id: 'c', code: { text } });
  const traction = [order('97012', 1)];
  const cardFor = async (condition: object) => {
    const body = changed(callWith(traction), 'prefetch.conditions', searchset([{ ...condition }]));
    return (await answer(body)).cards[0];
  };

  it('in a condition leaves the safety check open, and the card says so', async () => {
    const card = await cardFor(withText(long('Osteosarcoma.')));
    expect(card?.indicator).toBe('info');
    expect(card?.detail).toContain('**Not checked:** an entry of the problem list is too long to be read whole');
  });

  it('in a condition that denies one at its beginning leaves the safety check open too', async () => {
    const card = await cardFor(withText(`No osteosarcoma. ${long('')}`));
    expect(card?.detail).toContain('**Not checked:** an entry of the problem list is too long to be read whole');
  });

  it('in a condition that is found all the same changes nothing', async () => {
    expect((await cardFor(withText(`Osteosarcoma. ${long('')}`)))?.indicator).toBe('critical');
  });

  it('in an order is said on its card', async () => {
    const text = `Mechanical traction. ${long('')}`;
    const [card] = (
      await answer(callWith([{ ...order('97012', 1), code: { coding: [{ system: CPT, code: '97012' }], text } }]))
    ).cards;
    expect(card?.detail).toContain('longer than is read');
  });
});
