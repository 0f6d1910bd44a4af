import { expect, it } from 'vitest';
import { monitoredAt } from '../../src/sites/monitored.ts';
import { onlyLive } from '../../src/sites/policy-modes.ts';
import { knowledge, TODAY } from '../support/knowledge.ts';

it('the policies that are watched at a site are those in force that are live there', () => {
  const shadow = { mode: 'shadow', from: undefined } as const;
  const later = { mode: 'live', from: '2027-01-01' } as const;
  const sites = [
    { id: 'mercy', policies: undefined },
    { id: 'clinic', policies: onlyLive(['traction', 'no-such-policy']), expectedCards: { traction: 12 } },
    { id: 'later', policies: { steps: new Map([['traction', [shadow, later]]]), others: 'off' as const } },
  ];
  const { policies, expectedCards } = monitoredAt(sites, knowledge.policies, TODAY);
  expect(policies['mercy']).toEqual(expect.arrayContaining(['traction', 'decompression']));
  expect(new Set(policies['mercy']).size).toBe(policies['mercy']?.length);
  expect(policies).toMatchObject({ clinic: ['traction'], later: [] });
  expect(monitoredAt(sites, knowledge.policies, '2027-01-01').policies['later']).toEqual(['traction']);
  expect(expectedCards).toEqual({ mercy: {}, clinic: { traction: 12 }, later: {} });
  expect(monitoredAt(sites, [], TODAY).policies).toEqual({ mercy: [], clinic: [], later: [] });
  expect(monitoredAt(sites, knowledge.policies, '2027-01-02').liveSince).toEqual({
    mercy: {},
    clinic: {},
    later: { traction: '2027-01-01' },
  });
});
