import { describe, expect, it } from 'vitest';
import { sentAlong } from '../../src/hooks/sent-along.ts';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';

const coverage = (id: string): JsonObject => ({ resourceType: 'Coverage', id });
const idsIn = (prefetch: JsonObject) => sentAlong(prefetch).map(({ resource }) => resource['id']);

describe('what a client sent along is found', () => {
  it.each<readonly [how: string, prefetch: JsonObject]>([
    ['alone', { own: coverage('c1') }],
    ['in a Bundle', { coverage: searchset([coverage('c1')]) }],
    ['in a Bundle in a Bundle', { coverage: searchset([searchset([coverage('c1')])]) }],
    ['in a list', { own: [coverage('c1')] }],
    ['beside what is no resource', { a: null, b: 'x', c: [1], d: coverage('c1') }],
  ])('%s', (_how, prefetch) => {
    expect(idsIn(prefetch)).toEqual(['c1']);
  });

  it('in Bundles that hold one another without end as far as these are read', () => {
    let nested = searchset([coverage('c1')]);
    for (let depth = 0; depth < 20_000; depth += 1) nested = searchset([nested]);
    expect(idsIn({ nested, own: coverage('c2') })).toEqual(['c2']);
  });
});
