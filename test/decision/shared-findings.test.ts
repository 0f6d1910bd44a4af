import { describe, expect, it } from 'vitest';
import { createDecider } from '../../src/decision/decide.ts';
import { compileExpressions } from '../../src/decision/expressions.ts';
import type { Facts } from '../../src/decision/facts.ts';
import { callDay } from '../../src/decision/order-day.ts';
import { createSharedFindings, type SharingKey } from '../../src/decision/shared-findings.ts';
import { draftOf } from '../../src/hooks/draft.ts';
import { orderSign } from '../../src/hooks/order-sign.ts';
import type { JsonObject } from '../../src/json.ts';
import { readExpression } from '../../src/policies/expression-references.ts';
import type { Policy } from '../../src/policies/policy.ts';
import { callOf, callWith } from '../support/call.ts';
import { knowledge, NOW } from '../support/knowledge.ts';

const decider = createDecider(knowledge);
const [traction] = knowledge.policies.filter(({ id }) => id === 'traction');
if (!traction) throw new Error('there is no policy on traction');

/** The policy with one fact, which comes to this. */
const policyOf = (text: string): Policy => ({
  ...traction,
  facts: [{ ...readExpression(text), name: 'fact', file: 'x', element: 'x' }],
  actions: [],
});

const MANY = 20;
const many = (count: number, of: (at: number) => JsonObject) => Array.from({ length: count }, (_, at) => of(at));
const coverages = many(MANY, (at) => ({
  ...{ resourceType: 'Coverage', id: `c${at}`, status: 'active' },
  payor: [{ display: at % 2 ? 'Aetna' : 'Cigna' }],
}));

function resultOf<T>(work: Generator<undefined, T>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/** Decides so many orders of traction, and counts how often something is read in the patient's Conditions. */
function decided(count: number, membersOf: (at: number) => JsonObject) {
  let reads = 0;
  const conditions = many(5, (at) => {
    const condition = {
      ...{ resourceType: 'Condition', id: `c${at}` },
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M81.0' }] },
    };
    const get = (target: JsonObject, member: string | symbol): unknown => {
      reads += 1;
      return Reflect.get(target, member);
    };
    return new Proxy<JsonObject>(condition, { get });
  });
  const orders = many(count, (at) => ({
    ...{ resourceType: 'ServiceRequest', id: `o${at}`, status: 'draft' },
    code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] },
    ...membersOf(at),
  }));
  const facts: Facts = new Map([
    ['conditions', { state: 'known', value: conditions }],
    ['coverages', { state: 'known', value: coverages }],
  ]);
  const draft = draftOf(orderSign.parse(callWith(orders)));
  const decisions = resultOf(decider.decide(resultOf(decider.screen(draft, callDay(NOW, undefined))), facts));
  return { reads, decisions };
}

describe('what is read of the Conditions to decide many orders', () => {
  // The first order is judged for itself, those after it together with it; the first two have another payer each.
  const FEW = 4;

  it.each<readonly [what: string, membersOf: (at: number) => JsonObject]>([
    ['that fall under different Coverages', (at) => ({ insurance: [{ reference: `Coverage/c${at}` }] })],
    ['with reasons that no policy speaks of', (at) => ({ reasonCode: [{ text: `back pain ${at}` }] })],
    ['with reasons that were not found', (at) => ({ reasonReference: [{ reference: `Condition/lost${at}` }] })],
  ])('is no more than for a few: orders %s', (_what, membersOf) => {
    const [few, all] = [decided(FEW, membersOf), decided(MANY, membersOf)];
    expect(all.reads).toBe(few.reads);
    expect(few.reads).toBeGreaterThan(0);
    expect(all.decisions).toHaveLength(MANY);
  });
});

it('a reason that the policy speaks of counts for its own order alone', () => {
  const membersOf = (at: number) => (at === 1 ? { reasonCode: [{ text: 'Osteosarcoma' }] } : {});
  const met = decided(4, membersOf).decisions.map(({ findings }) => findings.get('boneCancer')?.truth);
  expect(met).toEqual(['not-met', 'met', 'not-met', 'not-met']);
});

describe('two orders share what was found', () => {
  const told = (payer: string, id: string, members: Partial<SharingKey> = {}): SharingKey => ({
    ...{ pays: { coverages: [{ id }], payer }, hasReason: false, lacking: undefined },
    ...members,
  });
  const one = told('aetna', 'a');

  it.each<readonly [rule: string, dependsOn: string, other: SharingKey, areShared: boolean]>([
    ['of the patient, whoever pays', 'conditions', told('cigna', 'c'), true],
    ['of the payer where it is the same', 'payer', told('aetna', 'b'), true],
    ['of the payer where it is the same, not where it is another', 'payer', told('cigna', 'c'), false],
    ['of the Coverages where they are the same', 'coverage', { ...one }, true],
    ['of the Coverages where they are the same, not where they are others', 'coverage', told('aetna', 'b'), false],
    ['of reasons where they have none', 'reasons', told('cigna', 'c'), true],
    ['of reasons, not where one has some', 'reasons', { ...one, hasReason: true }, false],
    ['of reasons, not where one may have some', 'reasons', { ...one, lacking: 'unresolved' }, false],
    ['of the order itself: never', 'order', { ...one }, false],
  ])('%s', (_rule, dependsOn, other, areShared) => {
    const { facts } = compileExpressions(policyOf(`%${dependsOn}`), knowledge.cards, () => () => []);
    const [runnable] = facts.values();
    if (!runnable) throw new Error('the policy has no fact');
    const findingsFor = createSharedFindings();
    expect(findingsFor(one)(runnable) === findingsFor(other)(runnable)).toBe(areShared);
  });
});

it('the deciding of one order may be interrupted between the facts that its policy uses, since a chart may be long', () => {
  const draft = draftOf(orderSign.parse(callOf()));
  const facts: Facts = new Map([['conditions', { state: 'known', value: [] }]]);
  const work = decider.decide(resultOf(decider.screen(draft, callDay(NOW, undefined))), facts);
  let pauses = 0;
  let step = work.next();
  for (; !step.done; step = work.next()) pauses += 1;
  // One after the order, and one after each fact of the policy on traction that a condition uses.
  expect(step.value).toHaveLength(1);
  expect(pauses).toBeGreaterThan(10);
});
