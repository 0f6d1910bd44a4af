import { expect, it } from 'vitest';
import { newUuidAt } from '../src/uuid.ts';

it('an id is a UUID of version 7 that begins with its instant (RFC 9562)', () => {
  // The instant of the example in appendix A.6.
  expect(newUuidAt(0x017f22e279b0)).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('ids of one instant differ, and follow those of all instants before', () => {
  const [early, late] = [1, 2].map((time) => Array.from({ length: 100 }, () => newUuidAt(time)));
  expect(new Set(early).size).toBe(100);
  expect([...(late ?? []), ...(early ?? [])].toSorted().slice(0, 100).toSorted()).toEqual(early?.toSorted());
});
