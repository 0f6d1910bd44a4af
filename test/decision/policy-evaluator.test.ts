import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { readExpression } from '../../src/policies/expression-references.ts';
import type { NamedExpression, Policy, PolicyAction } from '../../src/policies/policy.ts';
import { caller } from '../support/answer.ts';
import { callOf, callWith, changed } from '../support/call.ts';
import { knowledge } from '../support/knowledge.ts';

const [traction] = knowledge.policies.filter(({ id }) => id === 'traction');
const documentation = traction?.actions.find(({ id }) => id === 'documentation');
if (!traction || !documentation) throw new Error('there is no policy on traction');

const named = (name: string, text: string): NamedExpression => ({
  ...readExpression(text),
  ...{ name, file: 'x.json', element: name },
});
const action = (id: string, ...texts: readonly string[]): PolicyAction => ({
  ...documentation,
  id,
  conditions: texts.map((text) => named(id, text)),
});

interface Content {
  readonly facts?: Readonly<Record<string, string>>;
  readonly actions: readonly PolicyAction[];
}

/** Decides a call by the policy on traction with other facts and actions; its card shows nothing of them. */
async function decided({ facts = {}, actions }: Content, body: JsonObject) {
  const ownFacts = Object.entries(facts).map(([name, text]) => named(name, text));
  const policy: Policy = { ...traction, facts: ownFacts, actions } as Policy;
  const cards = new Map([...knowledge.cards].map(([file, card]) => [file, { ...card, detail: [] }]));
  const { decisions } = await caller({ ...knowledge, cards, policies: [policy] })(body);
  return decisions;
}
const outcomeOf = async (content: Content, body = callOf()) => {
  const [decision] = await decided(content, body);
  const outcome = decision?.outcome;
  return outcome?.kind === 'unknown' ? `unknown, ${outcome.why}` : outcome?.kind;
};

const condition = (id: string): JsonObject => ({ resourceType: 'Condition', id, code: { text: 'Back pain' } });
const cut = (...resources: readonly JsonObject[]) => ({ ...searchset(resources), total: 9 });
const withFacts = (conditions: unknown, coverage: unknown) =>
  changed(changed(callOf(), 'prefetch.conditions', conditions), 'prefetch.coverage', coverage);
const all = searchset([]);

describe('a condition on data of the patient', () => {
  const HAS = '%conditions.exists()';
  const HAS_NONE = '%conditions.empty()';
  const HAS_BOTH = '%conditions.exists() and %coverages.exists()';
  const coverage = { resourceType: 'Coverage', id: 'v', status: 'active', payor: [{ display: 'Aetna' }] };

  it.each<readonly [text: string, conditions: unknown, coverage: unknown, outcome: string]>([
    [HAS_NONE, all, all, 'applies'],
    [HAS_NONE, undefined, all, 'unknown, a: conditions: not-sent'],
    [HAS_NONE, cut(), all, 'unknown, a: conditions in part: cut-short'],
    [HAS, all, all, 'not-applicable'],
    [HAS, undefined, all, 'unknown, a: conditions: not-sent'],
    [HAS, cut(), all, 'unknown, a: conditions in part: cut-short'],
    [HAS_BOTH, undefined, undefined, 'unknown, a: conditions: not-sent'],
    [HAS_BOTH, cut(), undefined, 'unknown, a: coverages: not-sent'],
    [HAS_BOTH, undefined, cut(), 'unknown, a: conditions: not-sent'],
    [HAS_BOTH, cut(), cut(), 'unknown, a: conditions in part: cut-short'],
    ['%coverages.exists()', all, cut(coverage), 'applies'],
    ['%coverages.exists()', all, searchset([coverage]), 'applies'],
    ['%coverages.empty() or true', all, cut(coverage), 'unknown, a: coverages in part: cut-short'],
    ["%payer = 'other'", undefined, cut(coverage), 'applies'],
    ['%order.exists()', undefined, undefined, 'applies'],
  ])('%s is met as far as they came', async (text, conditions, coverages, outcome) => {
    expect(await outcomeOf({ actions: [action('a', text)] }, withFacts(conditions, coverages))).toBe(outcome);
  });

  it.each([
    ['%found.exists()', cut(), 'unknown, a: conditions in part: cut-short'],
    ['%found.exists() or %order.exists()', cut(), 'applies'],
    ['%truth or %order.exists()', cut(), 'applies'],
    ['%truth.exists().not()', cut(), 'unknown, a: conditions in part: cut-short'],
    ['%found.exists()', undefined, 'unknown, a: conditions: not-sent'],
    ['%found.empty()', all, 'applies'],
  ])('%s is met as far as the fact it hangs on could be found', async (text, conditions, outcome) => {
    const facts = { found: '%conditions.where(id.exists())', truth: '%conditions.exists()' };
    expect(await outcomeOf({ facts, actions: [action('a', text)] }, withFacts(conditions, all))).toBe(outcome);
  });
});

describe('an expression that fails on the data of a call', () => {
  const url = 'https://ehr.example.org/extension';
  const extension = [
    { url, valueString: 'a' },
    { url, valueString: 'b' },
  ];
  const code = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] };
  const body = callWith([{ resourceType: 'ServiceRequest', id: 'o', status: 'draft', code, extension }]);
  const FAILS = '%order.extension.single().exists()';
  const why = 'the expression cannot be evaluated on these data';

  it('is unknown, and says so', async () => {
    expect(await outcomeOf({ actions: [action('a', FAILS)] }, body)).toBe(`unknown, a: ${why}`);
    expect(await outcomeOf({ actions: [action('a', FAILS)] })).toBe('not-applicable');
  });

  it('leaves unknown what hangs on it, and what does not as it is', async () => {
    const facts = { failing: FAILS, other: '%order.id' };
    expect(await outcomeOf({ facts, actions: [action('a', '%failing.exists().not()')] }, body)).toBe(
      `unknown, a: ${why}`,
    );
    expect(await outcomeOf({ facts, actions: [action('a', '%failing.exists() or true')] }, body)).toBe('applies');
    expect(await outcomeOf({ facts, actions: [action('a', '%other.exists()')] }, body)).toBe('applies');
  });
});

describe('the actions of a policy', () => {
  const bone = [...knowledge.codeSets.keys()].find((url) => url.endsWith('/bone-cancer'));
  const CANCER = `%conditions.coded('${bone}')`;
  const cancer = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C41.2' }] };

  it('are tried up to the first that is met, and facts evaluated that these ask for', async () => {
    const facts = { one: '%order.id', two: '%one', three: '%order.status', four: '%order.intent' };
    const actions = [
      action('a', '%two.empty()'),
      action('b', '%three.exists()', '%three.exists()'),
      action('c', '%four.exists()'),
    ];
    const [decision] = await decided({ facts, actions }, callOf());
    expect(decision?.outcome).toMatchObject({ kind: 'applies', action: { id: 'b' } });
    expect(
      decision?.trace.attempts.map(({ action, steps }) => [action.id, ...steps.map(({ truth }) => truth)]),
    ).toEqual([
      ['a', 'not-met'],
      ['b', 'met', 'met'],
    ]);
    expect(decision?.trace.facts.map(({ name }) => name)).toEqual(['one', 'two', 'three']);
    expect([...(decision?.findings.keys() ?? [])].toSorted()).toEqual(['one', 'three', 'two']);
  });

  it('leave a step in the trace with its expression and what it found', async () => {
    const facts = { found: CANCER };
    const content = { facts, actions: [action('a', '%found.exists()')] };
    const [decision] = await decided(content, withFacts(searchset([{ ...condition('c1'), code: cancer }]), all));
    expect(decision?.trace.facts).toEqual([
      {
        name: 'found',
        expression: CANCER,
        truth: 'met',
        reason: undefined,
        references: ['Condition/c1'],
        choice: undefined,
      },
    ]);
  });

  it('see what an order says, and each order its own', async () => {
    const code = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }], text: 'Traction table' };
    const resource = (id: string, members: JsonObject): JsonObject => ({
      ...{ resourceType: 'ServiceRequest', id, status: 'draft', code },
      ...members,
    });
    const timed = { occurrenceTiming: { event: ['2026-05-04'], repeat: { count: 6 } } };
    const reasonCode = [cancer];
    const facts = {
      told: "%words.where($this = 'Traction table')",
      counted: '%visits.where($this = 6)',
      coded: "%codes.where(code = '97012')",
      given: `%reasons.coded('${bone}')`,
      together: '%orders.where(%orders.count() = 3)',
      sameDay: '%sameDayOrder',
      undated: '%undatedOrder',
    };
    const body = callWith([resource('one', timed), resource('two', { reasonCode }), resource('three', timed)]);
    const shown = Object.keys(facts)
      .map((name) => `%${name}.exists()`)
      .join(' and ');
    const decisions = await decided({ facts, actions: [action('a', shown)] }, body);
    const met = decisions.map(({ trace }) =>
      trace.facts.filter(({ truth }) => truth === 'met').map(({ name }) => name),
    );
    expect(met).toEqual([
      ['told', 'counted', 'coded', 'together'],
      ['told', 'coded', 'given', 'together', 'undated'],
      ['told', 'counted', 'coded', 'together', 'sameDay'],
    ]);
  });
});
