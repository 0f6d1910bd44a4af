import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { truthOfCondition, truthOfFact } from '../../src/decision/expressions.ts';
import { allMet, factNamed, MISSING_REASONS, type Truth } from '../../src/decision/facts.ts';
import { PROJECT } from '../support/knowledge.ts';

const [met, not, unknown]: readonly Truth[] = ['met', 'not-met', 'unknown'];

describe('several conditions together', () => {
  it.each([
    [[], met],
    [[met], met],
    [[not], not],
    [[unknown], unknown],
    [[met, met], met],
    [[met, not], not],
    [[met, unknown], unknown],
    [[not, not], not],
    [[not, unknown], not],
    [[unknown, not], not],
    [[unknown, unknown], unknown],
    [[unknown, met, not], not],
  ] as const)('%j come to %s', (truths, together) => {
    expect(allMet(truths as unknown as readonly Truth[])).toBe(together);
  });
});

describe('the truth of a condition', () => {
  it.each([
    [[true], met],
    [[false], not],
    [[], unknown],
    [[true, true], unknown],
    [['true'], unknown],
    [[1], unknown],
  ])('that comes to %j is %s', (values, truth) => {
    expect(truthOfCondition(values)).toBe(truth);
  });
});

describe('the truth of a fact', () => {
  it.each([
    [[], not],
    [[false], not],
    [[true], met],
    [[0], met],
    [['x', 'y'], met],
    [[false, false], met],
  ])('that finds %j is %s', (values, truth) => {
    expect(truthOfFact(values)).toBe(truth);
  });
});

it('a fact that was not gathered is missing, since nobody asked for it', () => {
  expect(factNamed(new Map(), 'conditions')).toEqual({ state: 'missing', reason: 'not-asked' });
});

it('the reasons for missing data are those of docs/integrators.md', () => {
  const page = readFileSync(join(PROJECT, 'docs/integrators.md'), 'utf8');
  const [, list = ''] = /names the reason for whatever is missing: (.*?)\n\n/s.exec(page) ?? [];
  const documented = [...list.matchAll(/`([a-z-]+)`/g)].map(([, reason]) => reason);
  expect(documented.toSorted()).toEqual(Object.keys(MISSING_REASONS).toSorted());
});
