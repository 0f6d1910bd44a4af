import { expect, it } from 'vitest';
import { enabledPolicies } from '../../src/sites/enabled-policies.ts';
import { knowledge, TODAY } from '../support/server.ts';

it('the policies of a site are those in force that are switched on there', () => {
  const sites = [
    { id: 'mercy', policies: undefined },
    { id: 'clinic', policies: new Set(['traction', 'no-such-policy']) },
  ];
  const { mercy, clinic } = enabledPolicies(sites, knowledge.policies, TODAY);
  expect(mercy).toEqual(expect.arrayContaining(['traction', 'decompression']));
  expect(new Set(mercy).size).toBe(mercy?.length);
  expect(clinic).toEqual(['traction']);
  expect(enabledPolicies(sites, [], TODAY)).toEqual({ mercy: [], clinic: [] });
});
