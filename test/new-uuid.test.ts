import { describe, expect, it } from 'vitest';
import { createNewUuid } from '../src/new-uuid.ts';

describe('new ids', () => {
  const newUuid = createNewUuid();
  const ids = Array.from({ length: 1000 }, newUuid);

  it('are UUIDs of version 7', () => {
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('are all different, also in the part that is random', () => {
    expect(new Set(ids).size).toBe(1000);
    expect(new Set(ids.map((id) => id.slice(-12))).size).toBe(1000);
  });

  it('begin with their time', () => {
    const before = Date.now();
    const at = Number.parseInt(newUuid().replace('-', '').slice(0, 12), 16);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  });
});
