import { describe, expect, it } from 'vitest';
import { resolverWithin } from '../../src/matching/contained.ts';

describe('A contained resource', () => {
  it.each([
    ['its id', 'dev1'],
    ['an id that a client wrote with the "#" of the reference', '#dev1'],
  ])('is found by "#" and %s', (_how, id) => {
    const device = { resourceType: 'Device', id };
    expect(resolverWithin({ contained: [{ id: 'dev2' }, device] })('#dev1')).toBe(device);
  });

  it('is the first of several of one id, and none of another id', () => {
    const [one, other] = [{ id: '#dev1' }, { id: 'dev1' }];
    const find = resolverWithin({ contained: [one, other] });
    expect(find('#dev1')).toBe(one);
    expect(find('#dev')).toBeUndefined();
    expect(find('dev1')).toBeUndefined();
  });
});
