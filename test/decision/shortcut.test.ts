import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payerOf } from '../../src/decision/coverage.ts';
import { createEngine } from '../../src/decision/engine.ts';
import { createFunctions } from '../../src/decision/functions.ts';
import { createShortcut } from '../../src/decision/shortcut.ts';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import { readOrder } from '../../src/matching/order.ts';
import { readForm } from '../../src/policies/form.ts';
import { expressionsOf, type Policy } from '../../src/policies/policy.ts';
import { readCases, requestOf } from '../support/case.ts';
import { environment, expression, SET } from '../support/expressions.ts';
import { knowledge, PROJECT } from '../support/server.ts';

const functions = createFunctions(knowledge);

/** Both ways of answering an expression; `failed` where the engine throws. */
interface Both {
  readonly quick: readonly unknown[] | undefined;
  readonly engine: readonly unknown[] | 'failed';
}

function answers(text: string, order: JsonObject, environment: Readonly<Record<string, unknown>>): Both {
  const { form, literals } = readForm(text);
  const quick = createShortcut(form, functions)(order, { environment, literals });
  try {
    return { quick, engine: createEngine(form, functions)(order, { environment, literals }) };
  } catch {
    return { quick, engine: 'failed' };
  }
}

/** The values, with what stands for the same object standing for it: an equal one would not do. */
const identified = (values: readonly unknown[], places: Map<unknown, number>) =>
  values.map((value) => {
    if (typeof value !== 'object') return value;
    places.set(value, places.get(value) ?? places.size);
    return `object ${places.get(value)}`;
  });

function expectSame(text: string, { quick, engine }: Both): void {
  if (quick === undefined) return;
  expect(engine, text).not.toBe('failed');
  const places = new Map<unknown, number>();
  expect(identified(quick, places), text).toEqual(identified(engine === 'failed' ? [] : engine, places));
}

const inBundle = (bundle: unknown) =>
  objectsIn(asObject(bundle)?.['entry']).map(({ resource }) => asObject(resource) ?? {});

/** What the expressions of a policy see of a call, as they are evaluated for its first order. */
function environmentOf(body: JsonObject) {
  const orders = inBundle(asObject(body['context'])?.['draftOrders']);
  const read = orders.flatMap((resource) => readOrder(resource, () => undefined, knowledge) ?? [])[0];
  if (!read) return undefined;
  const prefetch = asObject(body['prefetch']);
  const [coverage] = inBundle(prefetch?.['coverage']);
  const conditions = inBundle(prefetch?.['conditions']);
  const environment: Record<string, unknown> = {
    order: read.resource,
    codes: read.codings,
    words: read.words,
    sameDayOrder: orders.slice(1, 2),
    undatedOrder: [],
    orders,
    conditions,
    currentConditions: conditions,
    coverage: coverage ?? [],
    payer: payerOf(coverage, knowledge) ?? [],
  };
  return { order: read.resource, known: new Map([[read.resource, read.description]]), environment };
}

const CASES = join(PROJECT, 'test/policies');
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const rows = readdirSync(CASES)
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => readCases(join(CASES, file)));

/** Answers all expressions of a policy for a case, each seeing what those before it found; returns how many were quick. */
function compareAll(policy: Policy, body: JsonObject): { readonly quick: number; readonly all: number } {
  const seen = environmentOf(body);
  if (!seen) return { quick: 0, all: 0 };
  const both = expressionsOf(policy).map(({ name, text }) => {
    const found = functions.within(seen.known, () => answers(text, seen.order, seen.environment));
    expectSame(text, found);
    seen.environment[name] = found.engine === 'failed' ? [] : found.engine;
    return found;
  });
  return { quick: both.filter(({ quick }) => quick !== undefined).length, all: both.length };
}

describe('a shortcut', () => {
  it.each(knowledge.policies.map((policy) => [policy.id, policy] as const))(
    'says of every case what the FHIRPath engine says, for each expression of %s',
    (_id, policy) => {
      const counts = rows.map((row) => compareAll(policy, requestOf(row)));
      const [quick, all] = [sum(counts.map((count) => count.quick)), sum(counts.map((count) => count.all))];
      // What is not answered quickly is answered slowly: nearly all must be quick, or there is no sense in it.
      expect(quick / all).toBeGreaterThan(0.95);
    },
    60_000,
  );
});

describe('a shortcut, whatever the expression and the data', () => {
  it.each([
    ['whose type only the engine knows', `%conditions.coded('${SET}') is Condition`],
    ['of an element in place of a code', '%order.status.where(code.exists()).exists()'],
    ['of a value that has an extension', '%order.authoredOn.exists()'],
    ['of a member that every object has', '%order.constructor.exists()'],
    ['of dates, which compare as such', "%conditions.onset = '2020-01-01'"],
    ['of two resources that have one id', '%conditions | %orders'],
    ['of an element, which would lose its type', '%order.code'],
    ['of a fraction', '%order.quantity.value > 1.5'],
    ['of a number that our own functions are given', `%order.quantity.value.memberOf('${SET}')`],
    ['of a truth that is no boolean', '%payer or false'],
    ['of a text that is several', '%words.lower()'],
    ['of a variable that is not there', '%nobody.exists()'],
  ])('leaves to the engine what it finds %s', (_what, text) => {
    const concept = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M54.5' }] };
    const order = {
      resourceType: 'ServiceRequest',
      id: '1',
      code: concept,
      quantityQuantity: { value: 2 },
      status: { code: 'a' },
      _authoredOn: { id: 'a' },
    };
    const condition = {
      resourceType: 'Condition',
      id: '1',
      code: concept,
      onsetDateTime: '2020-01-01',
      status: { code: 'a' },
    };
    const { form, literals } = readForm(text);
    const values = { order, orders: [order], conditions: [condition], payer: 'other', words: ['a', 'b'] };
    expect(createShortcut(form, functions)(order, { environment: values, literals })).toBeUndefined();
  });

  it('says what the FHIRPath engine says, or nothing', () => {
    let [quick, found] = [0, 0];
    fc.assert(
      fc.property(expression.whole, environment, (text, values) => {
        const both = answers(text, values.order, values);
        if (both.quick) quick++;
        if ((both.quick ?? []).length > 0) found++;
        expectSame(text, both);
      }),
      { numRuns: 2000 },
    );
    expect(quick).toBeGreaterThan(500);
    expect(found).toBeGreaterThan(200);
  }, 60_000);
});
