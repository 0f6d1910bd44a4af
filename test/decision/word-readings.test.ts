import { describe, expect, it } from 'vitest';
import { createFunctions } from '../../src/decision/functions.ts';
import type { Step } from '../../src/decision/trace.ts';
import { createWithReadings } from '../../src/decision/word-readings.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Order } from '../../src/matching/order.ts';
import { readExpression } from '../../src/policies/expression-references.ts';
import { caller } from '../support/answer.ts';
import { callOf, callWith } from '../support/call.ts';
import { knowledge } from '../support/knowledge.ts';

const call = caller();
const traceOf = async (body: JsonObject, answer = call) => (await answer(body)).decisions[0]?.trace;
/** The steps that hold readings, each with the resources and names that were read. */
const readIn = (steps: readonly Step[] = []) =>
  steps.flatMap(({ name, readings = [] }) =>
    readings.map(({ reference, mention }) => `${name}: ${reference} ${mention.words} ${mention.name.display}`),
  );

describe('the names that were read in words', () => {
  it('stand beside the first step that asks for them, those of the order in the scope', async () => {
    const conditions = ['none x Osteosarcoma of spine', 'none x Osteosarcoma'];
    const trace = await traceOf(callOf({ order: { codes: ['cpt 97012'], text: 'Mechanical traction' }, conditions }));
    expect(readIn(trace?.scope)).toEqual([
      'the order is for mechanical traction: ServiceRequest/order-1 mechanical traction Mechanical traction',
    ]);
    expect(readIn(trace?.facts)).toEqual([
      'safetyDiagnoses: Condition/condition-1 osteosarcoma Bone cancer',
      'safetyDiagnoses: Condition/condition-2 osteosarcoma Bone cancer',
    ]);
  });

  it('are those of remarks too, and of orders without an id', async () => {
    const code = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] };
    const order = { resourceType: 'ServiceRequest', status: 'draft', code, note: [{ text: 'Mechanical traction' }] };
    expect(readIn((await traceOf(callWith([order])))?.scope)).toEqual([
      'the order is for mechanical traction: ServiceRequest/? mechanical traction Mechanical traction',
    ]);
  });

  it('stand in the conditions of actions where no fact asks for them', async () => {
    const system = [...knowledge.namesOf.keys()].find((url) => url.endsWith('/bone-cancer-names'));
    const text = `%conditions.named('${system}').exists()`;
    const condition = { ...readExpression(text), name: 'cancer', file: 'x', element: 'x' };
    const policies = knowledge.policies
      .filter(({ id }) => id === 'traction')
      .map((policy) => ({
        ...policy,
        facts: [],
        actions: policy.actions.map((action) => ({ ...action, conditions: [condition] })),
      }));
    const body = callOf({ conditions: ['none x Osteosarcoma'] });
    const trace = await traceOf(body, caller({ ...knowledge, policies }));
    expect(trace?.attempts.flatMap(({ steps }) => readIn(steps))).toEqual([
      'cancer: Condition/condition-1 osteosarcoma Bone cancer',
    ]);
  });

  it('are none where nothing was read', async () => {
    const trace = await traceOf(callOf({ order: { codes: ['cpt 97012'] }, conditions: ['icd-10-cm C41.2'] }));
    const steps = [...(trace?.scope ?? []), ...(trace?.facts ?? [])];
    expect(steps.length).toBeGreaterThan(1);
    for (const step of steps) expect(step).not.toHaveProperty('readings');
  });
});

it('the names read in the Conditions of a chart are collected once for all orders that give no reason of their own', () => {
  const [policy] = knowledge.policies;
  if (!policy) throw new Error('there is no policy');
  let reads = 0;
  const functions = createFunctions(knowledge);
  const describeCoded = (resource: unknown) => {
    reads += 1;
    return functions.describeCoded(resource);
  };
  const withReadings = createWithReadings(policy, { ...functions, describeCoded })();
  const chart = Array.from({ length: 5 }, (_, at) => ({ resourceType: 'Condition', id: `c${at}` }));
  const description = functions.describeCoded({});
  const order = { resource: {}, description } as Order;
  for (let at = 0; at < 10; at += 1) withReadings({ scope: [], facts: [], attempts: [] }, order, chart);
  expect(reads).toBe(chart.length);
});
