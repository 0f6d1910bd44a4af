import { expect, it } from 'vitest';
import { monitoredAt } from '../../src/sites/monitored.ts';
import { knowledge, TODAY } from '../support/server.ts';

it('the policies of a site are those in force that are switched on there', () => {
  const sites = [
    { id: 'mercy', policies: undefined },
    { id: 'clinic', policies: new Set(['traction', 'no-such-policy']), expectedCards: { traction: 12 } },
  ];
  const { policies, expectedCards } = monitoredAt(sites, knowledge.policies, TODAY);
  const { mercy, clinic } = policies;
  expect(mercy).toEqual(expect.arrayContaining(['traction', 'decompression']));
  expect(new Set(mercy).size).toBe(mercy?.length);
  expect(clinic).toEqual(['traction']);
  expect(expectedCards).toEqual({ mercy: {}, clinic: { traction: 12 } });
  expect(monitoredAt(sites, [], TODAY).policies).toEqual({ mercy: [], clinic: [] });
});
