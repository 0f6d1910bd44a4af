import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT } from '../support/knowledge.ts';
import { SCENARIOS, type Scenario } from '../support/malfunctions.ts';
import { daysInWords, type Noticed, notice } from '../support/noticed.ts';

// Malfunctions that the literature describes (Wright 2016, Yoshida 2018), each in ten simulated years.

const YEARS = 10;
const NOTICED = SCENARIOS.map((scenario) => ({ scenario, noticed: notice(scenario, YEARS) }));

const of = (title: string) => {
  const found = NOTICED.find(({ scenario }) => scenario.title.startsWith(title));
  if (!found) throw new Error(`no scenario ${title}`);
  return found.noticed;
};
const nineOfTen = (noticed: Noticed, alarm: string) => noticed.days.get(alarm)?.[Math.ceil(0.9 * YEARS) - 1];

function rows({ scenario, noticed }: { readonly scenario: Scenario; readonly noticed: Noticed }): readonly string[] {
  const rate = noticed.falseRate.toFixed(2);
  if (noticed.days.size === 0) return [`| ${scenario.title} | none | | ${rate} |`];
  return [...noticed.days].map(
    ([alarm, days]) => `| ${scenario.title} | \`${alarm}\` | ${daysInWords(days)} | ${rate} |`,
  );
}

describe('a simulated year', () => {
  it.each(NOTICED.map(({ scenario, noticed }) => [scenario.title, noticed] as const))(
    'has fewer false alarms than one for each policy and site: %s',
    (_title, { falseRate }) => {
      expect(falseRate).toBeLessThan(0.3);
    },
  );

  it.each([
    ['a code is replaced, and all', 'silent often', 7],
    ['a code is replaced, and all', 'silent sometimes', 21],
    ['a code is replaced, and all', 'silent seldom', 84],
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

  it('raises nothing because of a holiday week, nor because of a new clinic', () => {
    const [always, ...others] = [
      of('a hospital as always'),
      of('a clinic as always'),
      of('a new clinic joins the site'),
      of('a new clinic joins that never orders'),
      of('a new site begins'),
    ];
    for (const { falseAlarms } of [always, ...others])
      expect(falseAlarms.filter(({ kind }) => kind === 'no-calls')).toEqual([]);
    for (const { falseRate } of others) expect(falseRate).toBeLessThan((always?.falseRate ?? 0) + 0.15);
  });

  it('is as the table in docs/monitoring.md says', () => {
    const documented = readFileSync(join(PROJECT, 'docs/monitoring.md'), 'utf8').split('\n');
    expect(documented).toEqual(expect.arrayContaining(NOTICED.flatMap(rows)));
  });
});
