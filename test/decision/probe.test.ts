import { describe, expect, it } from 'vitest';
import { createDecider } from '../../src/decision/decide.ts';
import { readExpression } from '../../src/policies/expression-references.ts';
import { type Fault, KnowledgeError } from '../../src/policies/fault.ts';
import type { NamedExpression, Policy } from '../../src/policies/policy.ts';
import { knowledge } from '../support/knowledge.ts';

const [sound] = knowledge.policies.filter(({ id }) => id === 'traction');
if (!sound) throw new Error('there is no policy on traction');

/** An expression at an element of the file x.json. */
const named = (element: string, text: string): NamedExpression => ({
  ...readExpression(text),
  ...{ name: element, file: 'x.json', element },
});

/** The faults of a policy of which only this is left. */
function faultsOf(changes: Partial<Pick<Policy, 'scope' | 'facts' | 'actions'>>): readonly Fault[] {
  const policy: Policy = { ...sound, scope: [], facts: [], actions: [], ...changes } as Policy;
  try {
    createDecider({ ...knowledge, policies: [policy] });
    return [];
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    return error.faults;
  }
}

describe('the expressions of a policy', () => {
  it.each([
    ['%order.id.exists()'],
    ['%order.quantity.ofType(Quantity).value > 1'],
    ['%conditions.onset.ofType(dateTime) > @2026-01-01'],
    ["%coverage.payor.display = 'sample' and %payer = 'other'"],
    ['%visits > 1 and %sameDayOrder.exists() and %undatedOrder.exists() and %orders.exists()'],
    ["%words.where(matches('^sam')).exists()"],
    ["iif(%payer = 'original-medicare', %order.quantity.ofType(Quantity).value > 1, false)"],
    ["%payer in ('medicaid' | 'several')"],
  ])('are sound where they come to a truth on every sample: %s', (text) => {
    expect(faultsOf({ scope: [named('a', text)] })).toEqual([]);
  });

  it.each([
    ['that fails on a quantity', '%order.quantity > 1', /^cannot be evaluated: \S/],
    ['that fails on a yes or no', '%order.asNeeded > 1', /^cannot be evaluated: \S/],
    ['that fails on a reason to need it', '%order.asNeeded.ofType(CodeableConcept) > 1', /^cannot be evaluated: \S/],
    ['that fails on an order not to do it', '%order.doNotPerform > 1', /^cannot be evaluated: \S/],
    ['that fails on a place', '%order.locationReference.first().display > 1', /^cannot be evaluated: \S/],
    ['that fails on the time of a note', '%order.note.first().time > 1', /^cannot be evaluated: \S/],
    ['that fails on a value of a parameter', '%order.parameter.where(value > 1).exists()', /^cannot be evaluated: \S/],
    ...['Age', 'Period', 'Range', 'string', 'dateTime'].flatMap((type) =>
      ['onset', 'abatement'].map((element): [string, string, RegExp] => [
        `that fails on a first condition whose ${element} is a ${type}`,
        `%conditions.first().${element}.ofType(${type}) > true`,
        /^cannot be evaluated: \S/,
      ]),
    ),
    [
      'that fails for one payer',
      "iif(%payer = 'original-medicare', %order.quantity > 1, false)",
      /^cannot be evaluated: \S/,
    ],
    ['that fails for several payers', "iif(%payer = 'several', %visits > 'x', false)", /^cannot be evaluated: \S/],
    ['that is a text for one payer', "iif(%payer = 'medicaid', 'x', false)", /^is not boolean$/],
    ['that fails on two conditions', '%conditions.single().exists()', /^cannot be evaluated: \S/],
    ['that fails on two reasons', '%reasons.single().exists()', /^cannot be evaluated: \S/],
    ['that fails on two words', '%words.single().exists()', /^cannot be evaluated: \S/],
    ['that fails on two codes', '%codes.single().exists()', /^cannot be evaluated: \S/],
    ['that fails on two orders', '%orders.single().exists()', /^cannot be evaluated: \S/],
    ['that is a text', '%order.status', /^is not boolean$/],
    ['that is a number of visits', '%visits', /^is not boolean$/],
    ['that is a payer', '%payer', /^is not boolean$/],
    ['that is an order of the same day', '%sameDayOrder.id', /^is not boolean$/],
    ['that is an undated order', '%undatedOrder.id', /^is not boolean$/],
    ['that is a coverage', '%coverage.id', /^is not boolean$/],
    ['with a pattern that is none', "%words.where(matches('(')).exists()", /^"\(" is no regular expression: \S/],
  ])('have one fault where there is one %s', (_what, text, reason) => {
    for (const place of ['scope', 'action']) {
      const expressions = [named('a', text)];
      const action = { id: 'x', title: 'x', priority: 0, hooks: [], conditions: expressions, card: 'x' };
      const faults = faultsOf(place === 'scope' ? { scope: expressions } : { actions: [action] });
      expect(faults).toEqual([{ file: 'x.json', element: 'a', reason: expect.stringMatching(reason) }]);
    }
  });

  it('are run with the facts that each payer comes to', () => {
    const facts = [named('always', 'true'), named('medicaid', "%always and %payer = 'medicaid'")];
    const scope = [named('condition', 'iif(%medicaid and %order.exists(), %order.quantity > 1, false)')];
    expect(faultsOf({ facts, scope }).map(({ element }) => element)).toEqual(['condition']);
    const other = [named('condition', 'iif(%always and %medicaid.not(), true, %order.quantity.exists())')];
    expect(faultsOf({ facts, scope: other })).toEqual([]);
  });

  it('have a fault for each that fails, a fact among them, whose value is none for the others', () => {
    const facts = [named('fact', '%order.quantity > 1'), named('list', '%order.status')];
    const scope = [named('condition', '%fact.exists() or true'), named('other', '%order.status')];
    const faults = faultsOf({ facts, scope }).map(({ element, reason }) => `${element} ${reason.split(':')[0]}`);
    expect(faults.toSorted()).toEqual(['fact cannot be evaluated', 'other is not boolean']);
  });

  it('cannot be compiled where one is no FHIRPath, and the fault is that of the policy', () => {
    const broken = { ...named('a', 'true'), text: '1 +' };
    expect(faultsOf({ scope: [broken] })).toEqual([
      { file: sound.file, element: 'PlanDefinition', reason: expect.stringMatching(/^cannot be compiled: \S/) },
    ]);
  });
});
