import { expect, it } from 'vitest';
import type { FoundAlarm } from '../../src/monitoring/alarm.ts';
import { alarmsInWords } from '../../src/monitoring/alarm-words.ts';

const alarm = (kind: FoundAlarm['kind'], since = '2026-03-03'): FoundAlarm => ({
  site: 'mercy',
  kind,
  ...(['silent', 'flooding', 'unknown', 'overridden'].includes(kind) ? { policy: 'traction' } : {}),
  ...(['missing', 'unrecognized'].includes(kind) ? { name: `a ${kind} name` } : {}),
  since,
  noticed: '2026-03-09',
  level: { usual: 1, now: 2 },
});

it('an alarm of a site names all that began within a week of it', () => {
  const others = ['silent', 'flooding', 'unknown', 'overridden', 'unrecognized', 'no-calls'] as const;
  const [missing] = alarmsInWords([alarm('missing'), ...others.map((kind) => alarm(kind, '2026-03-10'))]);
  expect(missing?.words.split(' About then: ')[1]).toBe(
    [
      'cards of traction became fewer (2026-03-10)',
      'cards of traction became more (2026-03-10)',
      'traction cannot decide more orders (2026-03-10)',
      'cards of traction are overridden (2026-03-10)',
      'a unrecognized name appeared, which nobody knows (2026-03-10)',
      'the calls ended (2026-03-10).',
    ].join('; '),
  );
});

it('an alarm of a policy names what may be its cause, and nothing that began more than a week away', () => {
  const [silent] = alarmsInWords([
    alarm('silent'),
    alarm('flooding'),
    alarm('missing', '2026-02-24'),
    alarm('missing', '2026-02-23'),
  ]);
  expect(silent?.words).toContain('About then: a missing name missing more often (2026-02-24).');
});
