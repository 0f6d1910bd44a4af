import { daysBetween } from '../calendar.ts';
import type { Alarm, AlarmKind, FoundAlarm } from './alarm.ts';
import { roundedCount } from './numbers.ts';

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** Describes the change behind an alarm, in words. */
function changeIn({ kind, policy = '', name = '', since, level }: FoundAlarm): string {
  const { usual, now, refused = 0, isExpected = false } = level;
  const areUsual = isExpected ? 'are expected' : 'are usual for these calls';
  switch (kind) {
    case 'no-calls':
      return `No calls since ${since}: ${roundedCount(usual)} a week are usual, ${roundedCount(now)} came${refused > 0 ? `, and ${roundedCount(refused)} were refused` : ''}.`;
    case 'silent':
      return now === 0
        ? `No card of ${policy} since ${since}: ${roundedCount(usual)} a week ${areUsual}.`
        : `Fewer cards of ${policy} since ${since}: ${roundedCount(now)} a week, ${roundedCount(usual)} ${areUsual}.`;
    case 'flooding':
      return `More cards of ${policy} since ${since}: ${roundedCount(now)} a week, ${roundedCount(usual)} ${areUsual}.`;
    case 'unknown':
      return `Orders that ${policy} cannot decide have become more since ${since}: ${percent(now)}, up from ${percent(usual)}.`;
    case 'overridden':
      return `Cards of ${policy} are overridden more often than the limit since ${since}: ${percent(now)} of those reported, the limit is ${percent(usual)}.`;
    case 'missing':
      return `More calls lack ${name} since ${since}: ${percent(now)} of those that a policy judges, up from ${percent(usual)}.`;
    case 'unrecognized':
      return `Unknown to the knowledge since ${since}: ${name}, with ${roundedCount(now)} calls a week, before with ${roundedCount(usual)}.`;
  }
}

/** An alarm as a cause of another, in some words. */
function briefly({ kind, policy = '', name = '', since }: FoundAlarm): string {
  switch (kind) {
    case 'no-calls':
      return `the calls ended (${since})`;
    case 'silent':
      return `cards of ${policy} became fewer (${since})`;
    case 'flooding':
      return `cards of ${policy} became more (${since})`;
    case 'unknown':
      return `${policy} cannot decide more orders (${since})`;
    case 'overridden':
      return `cards of ${policy} are overridden (${since})`;
    case 'missing':
      return `${name} missing more often (${since})`;
    case 'unrecognized':
      return `${name} appeared, which nobody knows (${since})`;
  }
}

/** Kinds that may be the cause of others. */
const CAUSES: ReadonlySet<AlarmKind> = new Set(['no-calls', 'missing', 'unrecognized']);
/** Changes that begin within so many days are told together. */
const TOGETHER = 7;

const beginTogether = (one: FoundAlarm, other: FoundAlarm) => Math.abs(daysBetween(one.since, other.since)) <= TOGETHER;

/** The alarms of a site in words, each with what else changed there within a week. */
export function alarmsInWords(alarms: readonly FoundAlarm[]): readonly Alarm[] {
  return alarms.map((alarm) => {
    const { level: _level, ...said } = alarm;
    const others = alarms.filter((other) => other !== alarm && beginTogether(alarm, other));
    const causes = others.filter(({ kind }) => CAUSES.has(kind));
    const told = CAUSES.has(alarm.kind) ? others : causes;
    const nothingElse =
      alarm.kind === 'silent' ? ' Calls came as usual: see whether codes or names of orders have changed.' : '';
    const also = told.length === 0 ? nothingElse : ` About then: ${told.map(briefly).join('; ')}.`;
    return { ...said, words: `${changeIn(alarm)}${also}` };
  });
}
