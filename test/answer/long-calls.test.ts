import { expect, it } from 'vitest';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callOf, callWith, changed } from '../support/call.ts';

const answer = answerer();
const osteoporosis = (at: number) => ({
  resourceType: 'Condition',
  id: `c${at}`,
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M81.0' }] },
});

it('a problem list with more Conditions than are looked at is known in part, and the card says so', async () => {
  const detailFor = async (count: number) => {
    const listed = searchset(Array.from({ length: count }, (_, at) => osteoporosis(at)));
    return (await answer(changed(callOf(), 'prefetch.conditions', listed))).cards[0]?.detail;
  };
  expect(await detailFor(10_001)).toContain('**Not checked:**');
  expect(await detailFor(10_000)).not.toContain('**Not checked:**');
});

const traction = {
  resourceType: 'ServiceRequest',
  status: 'draft',
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] },
};

it('a draft of many orders lets other calls have their turn before it is answered', async () => {
  let turns = 0;
  let isAnswered = false;
  const count = () => {
    turns += 1;
    if (!isAnswered) setImmediate(count);
  };
  setImmediate(count);
  const orders = Array.from({ length: 2000 }, (_, at) => ({ ...traction, id: `o${at}` }));
  await answer(callWith(orders));
  isAnswered = true;
  expect(turns).toBeGreaterThan(2);
});
