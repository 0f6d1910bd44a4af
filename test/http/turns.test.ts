import { setImmediate as nextLoop } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTurns } from '../../src/http/turns.ts';

/** What happens, in order: `a1` is the first step of call a, `loop` the event loop coming round in between. */
async function eventsOf(calls: readonly (readonly [name: string, bytes: number])[], room = 100): Promise<string> {
  const events: string[] = [];
  const turn = createTurns(room);
  const all = calls.map(async ([name, bytes]) => {
    const endStep = await turn(bytes);
    events.push(`${name}1`);
    await endStep();
    events.push(`${name}2`);
  });
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      await nextLoop();
      if (events.at(-1) !== 'loop') events.push('loop');
    }
  })();
  await Promise.all(all);
  isOver = true;
  await watching;
  return events.filter((event, at) => event !== 'loop' || (at > 0 && at < events.length - 1)).join(' ');
}

describe('calls in turn', () => {
  it('take each step together if they came together, in the order in which they came', async () => {
    expect(
      await eventsOf([
        ['a', 10],
        ['b', 10],
        ['c', 10],
      ]),
    ).toBe('a1 b1 c1 a2 b2 c2');
  });

  it('wait for the next turn where there is no room for them in this one', async () => {
    expect(
      await eventsOf([
        ['a', 60],
        ['b', 40],
        ['c', 1],
      ]),
    ).toBe('a1 b1 a2 b2 loop c1 c2');
  });

  it('leave the others a turn between the steps of a large one', async () => {
    expect(
      await eventsOf([
        ['a', 101],
        ['b', 10],
      ]),
    ).toBe('a1 loop b1 b2 loop a2');
    expect(await eventsOf([['a', 101]])).toBe('a1 loop a2');
  });

  it('go on one large one after the other', async () => {
    expect(
      await eventsOf([
        ['a', 101],
        ['b', 500],
      ]),
    ).toBe('a1 loop b1 loop a2 loop b2');
  });
});
