import { setImmediate as nextLoop } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTurns } from '../../src/http/turns.ts';

/** What happens, in order: `a1` is the first step of call a, `loop` the event loop coming round in between. */
async function eventsOf(calls: Readonly<Record<string, number>>): Promise<string> {
  const events: string[] = [];
  const turn = createTurns(100);
  const all = Object.entries(calls).map(async ([name, bytes]) => {
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

describe('calls in turn, by their bytes where there is room for 100,', () => {
  it.each([
    [
      'take each step together if they came together, in the order in which they came',
      { a: 10, b: 10, c: 10 },
      'a1 b1 c1 a2 b2 c2',
    ],
    [
      'wait for the next turn where there is no room for them in this one',
      { a: 60, b: 40, c: 1 },
      'a1 b1 a2 b2 loop c1 c2',
    ],
    ['go before large ones', { a: 101, b: 10 }, 'b1 b2 loop a1 loop a2'],
    ['have a turn for each step if they are large, also alone', { a: 101 }, 'a1 loop a2'],
    ['end one large one before the next', { a: 101, b: 500 }, 'a1 loop a2 loop b1 loop b2'],
    ['wait for one step of a large one at most', { a: 101, b: 60, c: 60 }, 'b1 b2 loop a1 loop c1 c2 loop a2'],
  ])('%s', async (_rule, calls, events) => {
    expect(await eventsOf(calls)).toBe(events);
  });
});
