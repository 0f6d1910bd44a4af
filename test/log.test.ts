import { describe, expect, it } from 'vitest';
import { createLog } from '../src/log.ts';

function logged(level: string) {
  const lines: string[] = [];
  const log = createLog(level, { write: (line: string) => void lines.push(line) });
  log.failed({ id: 'r1', code: 'internal', error: new RangeError('message') });
  log.oddHookInstance({ id: 'r1', service: 'a-service' });
  log.answered({ id: 'r1', route: 'service', site: 's', cards: 1 }, { status: 200 }, 1.23);
  log.answered({ id: 'r2', route: 'health' }, { status: 200 }, 1);
  log.stopped({ signal: 'SIGTERM' });
  return lines.map((line) => JSON.parse(line));
}

describe('the log', () => {
  it('writes one line of JSON for each event, with the fields of that event; none for questions about health', () => {
    expect(logged('info')).toEqual([
      {
        level: 50,
        time: expect.any(Number),
        id: 'r1',
        code: 'internal',
        kind: 'RangeError',
        frames: expect.any(Array),
        msg: 'request failed',
      },
      { level: 30, time: expect.any(Number), id: 'r1', service: 'a-service', msg: 'hookInstance is no UUID' },
      {
        level: 30,
        time: expect.any(Number),
        id: 'r1',
        route: 'service',
        site: 's',
        status: 200,
        cards: 1,
        ms: 1.23,
        msg: 'answered',
      },
      { level: 30, time: expect.any(Number), signal: 'SIGTERM', msg: 'stopped' },
    ]);
  });

  it.each([
    ['error', ['request failed']],
    ['silent', []],
  ])('at level %s writes no more than it should', (level, messages) => {
    expect(logged(level).map(({ msg }) => msg)).toEqual(messages);
  });
});
