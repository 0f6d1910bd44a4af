import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AlarmKind } from '../../src/monitoring/alarm.ts';
import { PROJECT } from '../support/knowledge.ts';
import { HOLIDAYS, SCENARIOS, type Scenario } from '../support/malfunctions.ts';
import { daysInWords, type Noticed, notice } from '../support/noticed.ts';

// Malfunctions that the literature describes (Wright 2016, Yoshida 2018), each in forty simulated years.

const YEARS = 40;
const NOTICED = SCENARIOS.map((scenario) => ({ scenario, noticed: notice(scenario, YEARS) }));

const of = (title: string) => {
  const found = NOTICED.find(({ scenario }) => scenario.title.startsWith(title));
  if (!found) throw new Error(`no scenario ${title}`);
  return found.noticed;
};
const nineOfTen = (noticed: Noticed, alarm: string) => noticed.days.get(alarm)?.[Math.ceil(0.9 * YEARS) - 1];
const numberOf = ({ falseAlarms }: Noticed, alarm: AlarmKind) =>
  falseAlarms.filter(({ kind }) => kind === alarm).length;

function rows({ scenario, noticed }: { readonly scenario: Scenario; readonly noticed: Noticed }): readonly string[] {
  const rate = noticed.falseRate.toFixed(2);
  if (noticed.days.size === 0) return [`| ${scenario.title} | none is due | | ${rate} |`];
  return [...noticed.days].map(
    ([alarm, days]) => `| ${scenario.title} | \`${alarm}\` | ${daysInWords(days)} | ${rate} |`,
  );
}

describe('a simulated year', () => {
  it.each(NOTICED.map(({ scenario, noticed }) => [scenario.title, noticed] as const))(
    'has fewer than three false alarms in ten years for each policy: %s',
    (_title, { falseRate }) => {
      expect(falseRate).toBeLessThan(0.3);
    },
  );

  it.each([
    ['a code is replaced, and all', 'silent often', 7],
    ['a code is replaced, and all', 'silent sometimes', 21],
    ['a code is replaced, and all', 'silent seldom', 84],
    ['four weeks after such a clinic', 'silent often', 7],
    ['four weeks after such a clinic', 'silent sometimes', 21],
    ['a code system is renamed', 'silent often', 14],
    ['a code system is renamed', 'unrecognized', 7],
    ['an upgrade drops prefetch', 'unknown often', 14],
    ['an upgrade drops prefetch', 'missing', 7],
    ['a rule is there twice', 'flooding often', 42],
    ['all cards are overridden', 'overridden often', 63],
    ['the EHR of a hospital', 'no-calls', 3],
    ['the EHR of a clinic', 'no-calls', 14],
  ])('%s: %s is raised within %i days in nine years of ten', (title, alarm, days) => {
    expect(nineOfTen(of(title), alarm)).toBeLessThanOrEqual(days);
  });

  it.each(['a hospital as always', 'a clinic as always'])(
    'has no alarm that begins in its holiday week: %s',
    (title) => {
      const days = of(title).falseAlarms.map(({ since }) => since);
      expect(days.filter((day) => day >= HOLIDAYS.first && day <= HOLIDAYS.last)).toEqual([]);
    },
  );

  it.each(['a new clinic joins the site', 'a new clinic joins that never orders', 'a new site begins'])(
    'has no more alarms of silence than one without a change, and none that calls have ended: %s',
    (title) => {
      expect(numberOf(of(title), 'silent')).toBeLessThanOrEqual(numberOf(of('a hospital as always'), 'silent'));
      expect(numberOf(of(title), 'no-calls')).toBe(0);
    },
  );

  it('is as the table in docs/monitoring.md says', () => {
    const documented = readFileSync(join(PROJECT, 'docs/monitoring.md'), 'utf8').split('\n');
    expect(documented).toEqual(expect.arrayContaining(NOTICED.flatMap(rows)));
  });
});
