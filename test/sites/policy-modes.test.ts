import { describe, expect, it } from 'vitest';
import { compileSite } from '../../src/sites/compile.ts';
import {
  asIfLive,
  describeMode,
  inMode,
  liveBut,
  POLICY_MODES,
  type PolicyModes,
} from '../../src/sites/policy-modes.ts';
import type { PoliciesFile } from '../../src/sites/shape.ts';
import { folderOf, siteFaultsOf } from '../support/site-folder.ts';

/** The modes that a policy is in on a day: one. */
const modesOn = (modes: PolicyModes | undefined, policy: string, day: string) =>
  POLICY_MODES.filter((mode) => inMode(mode, modes, day)(policy));

const modesIn = (policies: PoliciesFile) => compileSite({ id: 'x', policies }).policies;

describe('the mode of a policy at a site', () => {
  it('is live for all, where the file says nothing of policies', () => {
    expect(modesOn(undefined, 'traction', '2026-11-28')).toEqual(['live']);
  });

  it.each<[string, PoliciesFile, string, string]>([
    ['live for those in a list', ['traction'], '2026-11-28', 'live'],
    ['off for those that a list leaves out', ['unloading'], '2026-11-28', 'off'],
    ['the one that is written', { traction: 'shadow' }, '2026-11-28', 'shadow'],
    ['off for those that are not written', { unloading: 'live' }, '2026-11-28', 'off'],
    ['off before the first day', { traction: [{ mode: 'live', from: '2026-12-01' }] }, '2026-11-30', 'off'],
    ['a new one from its day on', { traction: [{ mode: 'live', from: '2026-12-01' }] }, '2026-12-01', 'live'],
    [
      'the first one, which may have no day, until the second',
      { traction: [{ mode: 'shadow' }, { mode: 'live', from: '2026-12-01' }] },
      '2026-11-30',
      'shadow',
    ],
    [
      'the last one that has begun',
      {
        traction: [
          { mode: 'shadow', from: '2026-11-01' },
          { mode: 'live', from: '2026-12-01' },
          { mode: 'off', from: '2027-01-01' },
        ],
      },
      '2027-06-01',
      'off',
    ],
  ])('is %s', (_name, policies, day, mode) => {
    expect(modesOn(modesIn(policies), 'traction', day)).toEqual([mode]);
  });

  it('is told with what is to come', () => {
    const modes = modesIn({ traction: [{ mode: 'shadow' }, { mode: 'live', from: '2026-12-01' }] });
    expect(describeMode(modes, 'traction', '2026-11-30')).toBe('shadow, live from 2026-12-01');
    expect(describeMode(modes, 'traction', '2026-12-01')).toBe('live');
  });

  it('is live for all but those that the setting of development mode names', () => {
    expect(modesOn(liveBut(['traction']), 'traction', '2026-11-28')).toEqual(['shadow']);
    expect(modesOn(liveBut(['traction']), 'unloading', '2026-11-28')).toEqual(['live']);
  });
});

describe('a mistake in the policies of a site file', () => {
  const steps = (...lines: readonly string[]) => `policies: { traction: [${lines.join(', ')}] }`;
  it.each([
    [
      'another word for a mode',
      'policies: { traction: lives }',
      'policies.traction',
      /off, shadow or live, not lives \(did you mean live\?\)/,
    ],
    ['a number for a mode', 'policies: { traction: 7 }', 'policies.traction', /off, shadow or live, not 7/],
    ['nothing for a mode', 'policies: { traction: }', 'policies.traction', /off, shadow or live/],
    ['no policy', 'policies: {}', 'policies', /must not be empty/],
    ['a text for all', 'policies: traction', 'policies', /must be a list or an object/],
    ['no step', 'policies: { traction: [] }', 'policies.traction', /must not be empty/],
    ['a step that is a mode', 'policies: { traction: [live] }', 'policies.traction[0]', /must be an object/],
    ['a step without a mode', steps('{ from: 2026-12-01 }'), 'policies.traction[0].mode', /is required/],
    [
      'another word for the mode of a step',
      steps('{ mode: shadw }'),
      'policies.traction[0].mode',
      /did you mean shadow\?/,
    ],
    [
      'a misspelt member of a step',
      steps('{ mode: live, form: 2026-12-01 }'),
      'policies.traction[0].form',
      /form is unknown here \(did you mean from\?\)/,
    ],
    [
      'a day in another form',
      steps('{ mode: live, from: 1.12.2026 }'),
      'policies.traction[0].from',
      /^must be a day, YYYY-MM-DD, not 1\.12\.2026$/,
    ],
    [
      'a step that is in no list',
      'policies: { traction: { mode: live, from: 2026-12-01 } }',
      'policies.traction',
      /^must be off, shadow or live or a list$/,
    ],
    [
      'a day that is none',
      steps('{ mode: live, from: 2026-02-30 }'),
      'policies.traction[0].from',
      /2026-02-30 is no day/,
    ],
    [
      'a month that is none',
      steps('{ mode: live, from: 2026-13-01 }'),
      'policies.traction[0].from',
      /2026-13-01 is no day/,
    ],
    [
      'a second step without a day',
      steps('{ mode: shadow }', '{ mode: live }'),
      'policies.traction[1].from',
      /only the first step may lack it/,
    ],
    [
      'steps in the wrong order',
      steps('{ mode: shadow, from: 2027-01-01 }', '{ mode: live, from: 2026-12-01 }'),
      'policies.traction[1].from',
      /must be after 2027-01-01/,
    ],
    [
      'two steps of one day',
      steps('{ mode: shadow, from: 2026-12-01 }', '{ mode: live, from: 2026-12-01 }'),
      'policies.traction[1].from',
      /must be after 2026-12-01/,
    ],
  ])('is one fault: %s', (_name, line, element, reason) => {
    expect(siteFaultsOf(folderOf({ 'x.yaml': `id: x\n${line}\n` }))).toEqual([
      { file: 'x.yaml', element, reason: expect.stringMatching(reason) },
    ]);
  });

  it('is none in the three forms that there are', () => {
    for (const line of [
      'policies: [traction]',
      'policies: { traction: off, unloading: shadow, decompression: live }',
      steps('{ mode: shadow }', '{ mode: live, from: 2026-12-01 }', '{ mode: off, from: 2027-02-28 }'),
    ])
      expect(siteFaultsOf(folderOf({ 'x.yaml': `id: x\n${line}\n` }))).toEqual([]);
  });
});

it.each<[string, PoliciesFile, string]>([
  ['lives always, if it is in shadow', { traction: 'shadow' }, 'live'],
  ['lives always, if it is live from a day on', { traction: [{ mode: 'live', from: '2027-01-01' }] }, 'live'],
  [
    'lives always, if it was switched off',
    { traction: [{ mode: 'live' }, { mode: 'off', from: '2026-01-01' }] },
    'live',
  ],
  ['stays off, if it was never on', { traction: 'off' }, 'off'],
  ['stays off, if it is not named', { unloading: 'shadow' }, 'off'],
])('in a backtest a policy %s', (_rule, policies, mode) => {
  expect(modesOn(asIfLive(modesIn(policies)), 'traction', '2020-01-01')).toEqual([mode]);
});

it('in a backtest all policies live where the site says nothing of them, or only which are in shadow', () => {
  expect(asIfLive(undefined)).toBeUndefined();
  expect(
    ['traction', 'unloading'].flatMap((policy) => modesOn(asIfLive(liveBut(['traction'])), policy, '2026-01-01')),
  ).toEqual(['live', 'live']);
});
