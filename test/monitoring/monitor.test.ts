import { describe, expect, it } from 'vitest';
import { dayAfter } from '../../src/calendar.ts';
import { createHistories } from '../../src/monitoring/history.ts';
import { lastingAlarms, type Monitored, monitor } from '../../src/monitoring/monitor.ts';
import type { Count } from '../../src/records/roll-up.ts';

const FROM = '2025-01-06';
const MONITORED = { policies: { mercy: ['traction', 'bracing'] }, overrideLimit: 0.9 };

/** Counts of a site on one day, by policy (empty for the site), outcome and what. */
type Day = Readonly<Record<string, number>>;

/** Each day the same unless the day says otherwise. */
function historyOf(days: number, dayOf: (day: number) => Day, site = 'mercy') {
  const counts: Count[] = Array.from({ length: days }, (_, number) =>
    Object.entries(dayOf(number)).map(([key, count]) => {
      const [policy = '', outcome = '', what = ''] = key.split(' | ');
      return { day: dayAfter(FROM, number), site, service: '', policy, outcome, what, count };
    }),
  ).flat();
  const histories = createHistories();
  histories.add(counts);
  return histories.upTo(dayAfter(FROM, days - 1));
}

const look = (days: number, dayOf: (day: number) => Day) => {
  const [history] = historyOf(days, dayOf);
  if (!history) throw new Error('no history');
  return monitor(history, MONITORED);
};

const CALLS = ' | nothing | calls';
const WELL: Day = {
  [CALLS]: 100,
  'traction | applies | calls': 4,
  'traction | applies | orders': 4,
  'traction | applies | shown': 4,
  'traction | applies | accepted': 1,
  'traction | applies | reason:any': 1,
};
const without = (day: Day, policy: string): Day =>
  Object.fromEntries(Object.entries(day).filter(([key]) => !key.startsWith(policy)));
const wordsOf = (days: number, dayOf: (day: number) => Day) => look(days, dayOf).alarms.map(({ words }) => words);

describe('what has changed at a site', () => {
  it('is nothing while each day is like the others', () => {
    expect(look(200, () => WELL).alarms).toEqual([]);
  });

  it('says that a policy has fallen silent, since when, and what was usual', () => {
    expect(wordsOf(120, (day) => (day < 100 ? WELL : without(WELL, 'traction')))).toEqual([
      'No card of traction since 2025-04-16: 28 a week are usual for these calls. Calls came as usual: see whether codes or names of orders have changed.',
    ]);
  });

  it('says with it that a name which nobody knows has appeared then, and the other way round', () => {
    const renamed = { ...without(WELL, 'traction'), ' | nothing | unrecognized:system urn:example:new': 30 };
    const words = wordsOf(120, (day) => (day < 100 ? WELL : renamed));
    expect(words).toHaveLength(2);
    expect(words).toContain(
      'No card of traction since 2025-04-16: 28 a week are usual for these calls. About then: system urn:example:new appeared, which nobody knows (2025-04-16).',
    );
    expect(words).toContain(
      'Unknown to the knowledge since 2025-04-16: system urn:example:new, with 210 calls a week, before with 0. About then: cards of traction became fewer (2025-04-16).',
    );
  });

  it.each([
    [
      'cards that double and more',
      { 'traction | applies | shown': 12 },
      'More cards of traction since 2025-04-16: 84 a week, 28 are usual for these calls.',
    ],
    [
      'cards that become few',
      { 'traction | applies | shown': 1 },
      'Fewer cards of traction since 2025-04-16: 7 a week, 28 are usual for these calls. Calls came as usual: see whether codes or names of orders have changed.',
    ],
    [
      'orders that cannot be decided',
      { 'traction | applies | orders': 1, 'traction | unknown | orders': 3 },
      'Orders that traction cannot decide have become more since 2025-04-16: 75 %, up from 0 %.',
    ],
    [
      'data that is missing',
      { ' | nothing | missing:conditions: withheld': 3 },
      'More calls lack conditions since 2025-04-16: 75 % of those that a policy judges, up from 0 %.',
    ],
    [
      'a name that comes more often than before',
      { ' | nothing | unrecognized:payer with identifier of no system': 20 },
      'Unknown to the knowledge since 2025-04-16: payer with identifier of no system, with 140 calls a week, before with 0.',
    ],
  ])('tells of %s', (_name, changed, words) => {
    const found = wordsOf(120, (day) => (day < 100 ? WELL : { ...WELL, ...changed }));
    expect(found).toEqual([words]);
  });

  it('is nothing when a policy goes live: its past begins with its first order', () => {
    expect(wordsOf(300, (day) => (day < 200 ? without(WELL, 'traction') : WELL))).toEqual([]);
  });

  it('is nothing at a site that never sent the data, however many policies ask for them', () => {
    const missing = { ...WELL, ' | nothing | missing:conditions: withheld': 4 };
    expect(wordsOf(300, (day) => (day < 200 ? missing : { ...missing, [CALLS]: 200 }))).toEqual([]);
  });

  it('tells of overrides over the limit, and not of those below it', () => {
    const overridden = (reasons: number) => ({
      ...WELL,
      'traction | applies | accepted': 10 - reasons,
      'traction | applies | reason:any': reasons,
    });
    expect(wordsOf(120, () => overridden(10))).toEqual([
      'Cards of traction are overridden more often than the limit since 2025-01-06: 100 % of those reported, the limit is 90 %.',
    ]);
    expect(wordsOf(120, () => overridden(9))).toEqual([]);
  });

  it('tells of missing data and of calls that ended with what else changed then', () => {
    const upgrade = {
      ...WELL,
      'traction | applies | orders': 1,
      'traction | unknown | orders': 3,
      ' | nothing | missing:conditions: withheld': 4,
    };
    const words = wordsOf(130, (day) => (day < 100 ? WELL : day < 115 ? upgrade : {}));
    expect(words.find((one) => one.startsWith('More calls lack'))).toContain(
      'About then: traction cannot decide more orders (2025-04-16)',
    );
    expect(words.find((one) => one.startsWith('Orders that'))).toContain('About then: conditions missing more often');
    expect(
      words.find((one) => one.startsWith('No calls since 2025-05-01: 700 a week are usual, 0 came.')),
    ).toBeDefined();
  });

  it('is over once the days are as before, and what was silent is never learned', () => {
    const { alarms } = look(300, (day) => (day < 100 || day >= 200 ? WELL : without(WELL, 'traction')));
    expect(alarms).toMatchObject([{ kind: 'silent', since: '2025-04-16' }]);
    expect(alarms[0]?.ended).toMatch(/^2025-0[78]/);
    expect(lastingAlarms({ alarms })).toEqual([]);
  });

  it('becomes usual after eight weeks, but for silence', () => {
    const lasting = (shown: number) =>
      lastingAlarms(look(300, (day) => (day < 100 ? WELL : { ...WELL, 'traction | applies | shown': shown })));
    expect(lasting(12)).toEqual([]);
    expect(lasting(1)).toEqual([]);
    expect(lasting(0)).toMatchObject([{ kind: 'silent' }]);
  });

  it('is nothing for a policy or site that is switched off, or of which too little is known', () => {
    const [history] = historyOf(120, (day) => (day < 100 ? WELL : without(WELL, 'traction')));
    if (!history) throw new Error('no history');
    expect(monitor(history, { ...MONITORED, policies: { mercy: ['bracing'] } }).alarms).toEqual([]);
    expect(monitor(history, { ...MONITORED, policies: {} })).toEqual({ alarms: [], expected: [] });
    expect(look(27, (day) => (day < 24 ? WELL : {}))).toEqual({ alarms: [], expected: [] });
  });
});

describe('cards that are expected before the past tells', () => {
  const expecting = (days: number, dayOf: (day: number) => Day) => {
    const [history] = historyOf(days, dayOf);
    if (!history) throw new Error('no history');
    return monitor(history, { ...MONITORED, expectedCards: { mercy: { bracing: 12, traction: 28 } } }).alarms;
  };

  it('raise an alarm if hardly any come from the first call on, and none if half of them come', () => {
    expect(expecting(27, () => WELL)).toMatchObject([
      { policy: 'bracing', kind: 'silent', since: '2025-01-06', noticed: '2025-01-20' },
    ]);
    expect(expecting(27, () => WELL)[0]?.words).toMatch(
      /^No card of bracing since 2025-01-06: 12 a week are expected\./,
    );
    const half = { ...WELL, 'bracing | applies | shown': 1 };
    expect(expecting(200, () => half)).toEqual([]);
  });

  it('wait for calls, and count no more once there is a past', () => {
    expect(expecting(27, (day) => (day < 20 ? {} : WELL))).toEqual([]);
    const both = { ...WELL, 'bracing | applies | shown': 2 };
    expect(expecting(120, (day) => (day < 100 ? both : without(both, 'bracing'))).map(({ words }) => words)).toEqual([
      expect.stringMatching(/^No card of bracing since .*: 14 a week are usual for these calls/),
    ]);
  });
});

describe('the end of the calls', () => {
  const onWeekdays = (day: number): Day => (day % 7 < 5 ? WELL : {});

  it('is told at once where calls come on every day', () => {
    expect(look(101, (day) => (day < 100 ? WELL : {})).alarms).toMatchObject([
      { kind: 'no-calls', since: '2025-04-16', noticed: '2025-04-16' },
    ]);
  });

  it('is told after more than a week where they come on weekdays: a clinic may be closed', () => {
    const alarms = (closed: number) =>
      look(130, (day) => (day < 98 || day >= 98 + closed ? onWeekdays(day) : {})).alarms;
    expect(alarms(7)).toEqual([]);
    expect(alarms(14)).toMatchObject([
      { kind: 'no-calls', since: '2025-04-14', noticed: '2025-04-22', ended: '2025-04-28' },
    ]);
  });

  it('says how many calls were refused instead', () => {
    const found = wordsOf(110, (day) => (day < 100 ? WELL : { ' | invalid-request | calls': 90 }));
    expect(found).toEqual(['No calls since 2025-04-16: 700 a week are usual, 0 came, and 630 were refused.']);
  });

  it('lasts however long, and the calls of before stay usual', () => {
    const { alarms, expected } = look(400, (day) => (day < 100 ? onWeekdays(day) : {}));
    expect(alarms).toMatchObject([{ kind: 'no-calls' }]);
    expect(lastingAlarms({ alarms })).toHaveLength(1);
    expect(expected[0]?.calls.week).toBe(500);
  });
});

describe('what is expected', () => {
  it('is told by week and weekday for the site and each policy', () => {
    const { expected } = look(140, (day) => (day % 7 < 5 ? WELL : { [CALLS]: 50 }));
    expect(expected[0]).toEqual({ site: 'mercy', calls: { week: 600, byWeekday: [100, 100, 100, 100, 100, 50, 50] } });
    expect(expected[1]).toMatchObject({ site: 'mercy', policy: 'traction', unknown: { week: 0 } });
    expect(expected[1]?.cards?.week).toBeCloseTo(20, -0.5);
    expect(expected[1]?.overridden?.week).toBeCloseTo(5, -0.5);
    expect(expected[1]?.cards?.byWeekday[0]).toBeGreaterThan(5 * (expected[1]?.cards?.byWeekday[6] ?? 0));
  });
});

describe('a history', () => {
  it('begins on the Monday of the first call, and has each day to the last', () => {
    const [history] = historyOf(10, (day) => (day < 2 ? {} : day === 5 ? {} : WELL));
    expect(history).toMatchObject({ site: 'mercy', from: FROM });
    expect(history?.days.map(({ calls }) => calls)).toEqual([0, 0, 100, 100, 100, 0, 100, 100, 100, 100]);
  });

  it('counts refused calls apart, and leaves out reports', () => {
    const [history] = historyOf(1, () => ({ [CALLS]: 3, ' | invalid-json | calls': 2, ' | reports | reports': 9 }));
    expect(history?.days[0]).toMatchObject({ calls: 3, refused: 2 });
  });
});

describe('a policy that is live again', () => {
  const shadow = { ...without(WELL, 'traction'), 'traction | applies | shadow:orders': 4 };
  const between = (day: number, meanwhile: Day) => (day < 100 || day >= 130 ? WELL : meanwhile);
  const alarmsOf = (days: number, dayOf: (day: number) => Day, rest: Partial<Monitored> = {}) => {
    const [history] = historyOf(days, dayOf);
    if (!history) throw new Error('no history');
    return monitor(history, { ...MONITORED, ...rest }).alarms;
  };

  it('was meant to show nothing while it was in shadow', () => {
    expect(alarmsOf(200, (day) => between(day, shadow))).toEqual([]);
  });

  it('was meant to show nothing while it was off, where the file of the site names the day', () => {
    const liveSince = { mercy: { traction: dayAfter(FROM, 130) } };
    const off = without(WELL, 'traction');
    expect(alarmsOf(200, (day) => between(day, off), { liveSince })).toEqual([]);
    expect(alarmsOf(200, (day) => between(day, off))).not.toEqual([]);
  });

  it('is told of if it shows none of the cards that are expected, counted from that day', () => {
    const expectedCards = { mercy: { traction: 28 } };
    const silent = (day: number) => (day < 130 ? between(day, shadow) : without(WELL, 'traction'));
    expect(alarmsOf(130, silent, { expectedCards })).toEqual([]);
    expect(alarmsOf(160, silent, { expectedCards })).toMatchObject([
      { policy: 'traction', kind: 'silent', since: dayAfter(FROM, 133) },
    ]);
  });

  it('is told of if it falls silent later', () => {
    const dayOf = (day: number) => (day < 200 ? between(day, shadow) : without(WELL, 'traction'));
    expect(alarmsOf(220, dayOf)).toMatchObject([{ policy: 'traction', kind: 'silent', since: dayAfter(FROM, 200) }]);
  });
});
