import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { isShortened, MOST_OF_SHORT_JSON, shortenResources, wholeOf } from '../../src/matching/long-resources.ts';

const several = <T>(count: number, of: (at: number) => T) => Array.from({ length: count }, (_, at) => of(at));
const order = (members: object): JsonObject => ({ resourceType: 'ServiceRequest', id: 'o', ...members });
const short = (members: object) => shortenResources(order(members)) as JsonObject;
const notes = (count: number, text: string) => ({ note: several(count, () => ({ text })) });

describe('a resource', () => {
  it('that is not very long stays the same, and so does what holds it', () => {
    const body = {
      prefetch: { a: [order(notes(30, 'x'.repeat(1000)))], b: null },
      context: { draftOrders: order({}) },
    };
    expect(shortenResources(body)).toBe(body);
  });

  it('is not long by one long text, of which the beginning is read anyway', () => {
    const one = order({ contained: [{ resourceType: 'Binary', data: 'x'.repeat(1_000_000) }] });
    expect(shortenResources(one)).toBe(one);
  });

  it('is not long in a short body, however many values that has', () => {
    const values = (bytes: number) => order({ values: several(bytes / 2, () => 0) });
    expect(isShortened(shortenResources(values(MOST_OF_SHORT_JSON)) as JsonObject)).toBe(false);
    expect(isShortened(shortenResources(values(2 * MOST_OF_SHORT_JSON)) as JsonObject)).toBe(true);
  });

  it('of very many values keeps the first thirty of each list', () => {
    const { note, category, id } = short({
      ...notes(100_000, 'x'),
      category: several(40, (at) => ({ text: `${at}` })),
    });
    expect(id).toBe('o');
    expect(note).toHaveLength(30);
    expect(category).toEqual(several(30, (at) => ({ text: `${at}` })));
  });

  it('of many long texts keeps the first five of each list, and 1,000 characters of each', () => {
    expect(short(notes(1000, 'x'.repeat(9000)))['note']).toEqual(several(5, () => ({ text: 'x'.repeat(1000) })));
  });

  it('of very many members keeps a hundred', () => {
    const members = Object.fromEntries(several(100_000, (at) => [`m${at}`, at]));
    expect(Object.keys(short(members))).toHaveLength(100);
  });

  it.each<[where: string, within: (resource: JsonObject) => object]>([
    ['in a Bundle', (resource) => ({ resourceType: 'Bundle', entry: [{ resource: order({}) }, { resource }] })],
    [
      'in a Bundle in a Bundle',
      (resource) => ({
        resourceType: 'Bundle',
        entry: [{ resource: { resourceType: 'Bundle', entry: [{ resource }] } }],
      }),
    ],
    ['in a list', (resource) => ({ prefetch: { coverage: [resource] } })],
    ['under any name', (resource) => Object.fromEntries([['__proto__', resource]])],
    ['in Parameters', (resource) => ({ resourceType: 'Parameters', parameter: [{ name: 'order', resource }] })],
  ])('is shortened %s, and the others stay as they are', (_where, within) => {
    const long = order(notes(100_000, 'x'));
    expect(shortenResources(within(long))).toEqual(within(short(notes(100_000, 'x'))));
  });

  it('that was shortened says so, holds the whole one, and is written without it', () => {
    const long = order(notes(100_000, 'x'));
    const shortened = shortenResources(long) as JsonObject;
    expect([isShortened(shortened), isShortened(long), isShortened(undefined)]).toEqual([true, false, false]);
    expect([wholeOf(shortened), wholeOf(long)]).toEqual([long, long]);
    expect(isShortened({ ...shortened, code: {} })).toBe(true);
    expect(JSON.stringify(shortened).length).toBeLessThan(1000);
  });
});
