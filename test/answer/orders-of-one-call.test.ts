import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callWith, changed } from '../support/call.ts';

const answer = answerer();
const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
const TUMOUR = { coding: [{ system: ICD10, code: 'C41.2' }] };
const traction = (id: string, members: JsonObject = {}): JsonObject => ({
  resourceType: 'ServiceRequest',
  id,
  status: 'draft',
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] },
  ...members,
});
const call = (orders: readonly JsonObject[], conditions: readonly JsonObject[] = []) =>
  changed(callWith(orders), 'prefetch.conditions', searchset(conditions));

describe('several orders in one call', () => {
  const unsafe = traction('o1', { reasonCode: [TUMOUR] });
  const plain = [traction('o2'), traction('o3')];

  it.each([
    ['before', [unsafe, ...plain], ['contraindicated', 'documentation', 'documentation']],
    ['behind', [...plain, unsafe], ['documentation', 'documentation', 'contraindicated']],
  ])('the reason of one counts for no other, %s it', async (_where, orders, findings) => {
    const { spoken } = await answer(call(orders));
    expect(spoken).toEqual(findings.map((finding) => `traction/${finding}`));
  });

  it('the traces of all name the same facts, though the chart is judged once', async () => {
    const tumour = {
      resourceType: 'Condition',
      id: 'c1',
      clinicalStatus: { coding: [{ code: 'active' }] },
      code: TUMOUR,
    };
    const { decisions } = await answer(call(plain, [tumour]));
    const [first, second] = decisions.map(({ trace }) => trace.facts);
    expect(first?.map(({ name }) => name)).toContain('safetyConditions');
    expect(second).toEqual(first);
  });
});

describe('an order of another patient than the call', () => {
  const tumour = { resourceType: 'Condition', id: 'c1', code: TUMOUR };
  const strangers = traction('o2', { subject: { reference: 'Patient/other' } });

  it("is judged without the chart of the call's patient, and its card says so", async () => {
    const { cards, spoken } = await answer(call([traction('o1'), strangers], [tumour]));
    expect(spoken).toEqual(['traction/contraindicated', 'traction/documentation']);
    expect(cards[1]?.detail).toContain('this order is for another patient than the problem list');
    expect(cards[1]?.detail).not.toContain('C41.2');
  });

  it('is no second order for the same visit', async () => {
    const day = { occurrenceDateTime: '2026-03-02' };
    const { spoken } = await answer(call([traction('o1', day), { ...strangers, ...day }]));
    expect(spoken).toEqual(['traction/documentation', 'traction/documentation']);
  });
});
