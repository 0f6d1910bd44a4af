import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createLog, type Log } from '../src/log.ts';
import { DEVELOPMENT_MODE } from '../src/sites/mode.ts';
import { PROJECT } from './support/knowledge.ts';

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

/** The line for calls that were too many, which has no event of its own. */
const SUMMED_UP = 'too many requests';
const DEVELOPMENT = `DEVELOPMENT MODE: ${DEVELOPMENT_MODE}. Loopback only.`;
const alarm = { site: 's', kind: 'silent', since: '2026-03-09' } as const;

/** Each event of the log, its level and its message. */
const EVENTS: Readonly<Record<keyof Log, readonly [tell: (log: Log) => void, level: number, msg: string]>> = {
  answered: [(log) => log.answered({ id: 'r1', route: 'service' }, { status: 200 }, 1), 30, 'answered'],
  failed: [(log) => log.failed({ id: 'r1', code: 'internal', error: 'a text' }), 50, 'request failed'],
  refusedClient: [
    (log) => log.refusedClient({ id: 'r1', reason: 'expired', site: 's' }),
    40,
    'client not authenticated',
  ],
  oddHookInstance: [(log) => log.oddHookInstance({ id: 'r1', service: 's' }), 30, 'hookInstance is no UUID'],
  unusableAuthorization: [
    (log) => log.unusableAuthorization({ id: 'r1', service: 's', element: 'fhirServer' }),
    30,
    'fhirAuthorization cannot be used',
  ],
  foreignResources: [
    (log) => log.foreignResources({ id: 'r1', service: 's', count: 1 }),
    40,
    'resources of another patient',
  ],
  feedback: [(log) => log.feedback({ id: 'r1', kept: 1, refused: 0 }), 30, 'feedback'],
  developmentMode: [(log) => log.developmentMode(), 40, DEVELOPMENT],
  keysUnreachable: [(log) => log.keysUnreachable({ host: 'ehr.example' }), 50, 'keys cannot be fetched'],
  storeDown: [(log) => log.storeDown({ message: 'reason' }), 50, 'the store cannot be reached'],
  insightsUnread: [(log) => log.insightsUnread({ message: 'reason' }), 50, 'insights could not be read'],
  otherProcesses: [(log) => log.otherProcesses({ count: 1 }), 40, 'other processes use the file of the store'],
  lost: [(log) => log.lost({ count: 1 }), 50, 'calls are lost to the store'],
  reloaded: [(log) => log.reloaded({ knowledge: 'hash', modes: [], waiting: [] }), 30, 'knowledge reloaded'],
  notReloaded: [
    (log) => log.notReloaded({ faults: ['a'] }),
    50,
    'knowledge or site files have faults: the old ones go on',
  ],
  alarmRaised: [(log) => log.alarmRaised(alarm), 40, 'alarm raised'],
  alarmEnded: [(log) => log.alarmEnded(alarm), 30, 'alarm ended'],
  alarmsLast: [(log) => log.alarmsLast({ count: 1 }), 40, 'alarms last'],
  draining: [(log) => log.draining({ signal: 'SIGTERM' }), 30, 'stopping'],
  stopped: [(log) => log.stopped({ signal: 'SIGTERM' }), 30, 'stopped'],
};

describe('each event', () => {
  it.each(Object.entries(EVENTS))(
    'has a level that says whether somebody must act: %s',
    (_event, [tell, level, msg]) => {
      const lines: string[] = [];
      const log = createLog('info', { write: (line: string) => void lines.push(line) });
      tell(log);
      expect(lines.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ level, msg })]);
    },
  );

  it('stands in docs/operators.md with its level, and no other', () => {
    const page = readFileSync(join(PROJECT, 'docs/operators.md'), 'utf8');
    const [, section = ''] = /\n## The log\n(.*?)\n## /s.exec(page) ?? [];
    const rows = [...section.matchAll(/^\| (`.*?`) \| (\d+)/gm)];
    const documented = rows.flatMap(([, names = '', level]) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => `${name} ${level}`),
    );
    const events = Object.values(EVENTS).map(
      ([, level, msg]) => `${msg === DEVELOPMENT ? 'DEVELOPMENT MODE: …' : msg} ${level}`,
    );
    expect(documented.toSorted()).toEqual([...events, `${SUMMED_UP} 40`].toSorted());
  });
});

describe('the places of an error', () => {
  const MESSAGE = 'cannot be read\n    at Jane Doe, born 1970';
  const framesOf = (error: Error) => {
    const lines: string[] = [];
    createLog('info', { write: (line: string) => void lines.push(line) }).failed({ id: 'r', code: 'internal', error });
    return JSON.parse(lines[0] ?? '').frames as readonly string[];
  };

  it('are told without the message', () => {
    const frames = framesOf(new Error(MESSAGE));
    expect(frames[0]).toContain('log.test.ts');
    expect(frames.join()).not.toContain('Jane');
  });

  it('are not told where the message is another one by now', () => {
    const error = new Error(MESSAGE);
    // The engine writes the stack when it is first read.
    expect(error.stack).toContain('Jane');
    error.message = 'another';
    expect(framesOf(error)).toEqual([]);
  });
});

describe('calls that were too many', () => {
  it('are counted together in one line a second', () => {
    vi.useFakeTimers();
    const lines: string[] = [];
    const log = createLog('info', { write: (line: string) => void lines.push(line) });
    const refuse = () => log.answered({ id: 'r', route: 'service' }, { status: 429, code: 'too-many-requests' }, 1);
    for (let call = 0; call < 1000; call += 1) refuse();
    vi.advanceTimersByTime(1000);
    refuse();
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    const told = lines.map((line) => JSON.parse(line));
    expect(told.map(({ count, msg }) => [count, msg])).toEqual([
      [1000, SUMMED_UP],
      [1, SUMMED_UP],
    ]);
  });
});
