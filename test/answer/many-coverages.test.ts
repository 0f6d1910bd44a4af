import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callWith, changed } from '../support/call.ts';
import { coverageOf, crdAnswerer } from '../support/crd.ts';

/** Counts how often members of resources are read. */
function counter() {
  let reads = 0;
  const get = (target: JsonObject, member: string | symbol): unknown => {
    reads += 1;
    return Reflect.get(target, member);
  };
  return { counted: (resource: JsonObject): JsonObject => new Proxy(resource, { get }), reads: () => reads };
}

const many = <T>(count: number, of: (at: number) => T) => Array.from({ length: count }, (_, at) => of(at));
const order = (at: number, members: JsonObject = {}) => ({
  ...{ resourceType: 'ServiceRequest', id: `o${at}`, status: 'draft' },
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] },
  ...members,
});
const naming = (at: number, ...ids: readonly string[]) =>
  order(at, { insurance: ids.map((id) => ({ reference: `Coverage/${id}` })) });

/** Input for a call of so many orders beside counted resources. */
interface Beside {
  readonly orders: (count: number) => readonly JsonObject[];
  readonly resources: (count: number) => readonly JsonObject[];
  readonly answer?: (body: JsonObject) => Promise<unknown>;
}

async function readsBeside({ orders, resources, answer = answerer() }: Beside, count: number) {
  const { counted, reads } = counter();
  const body = changed(callWith(orders(count)), 'prefetch.coverage', searchset(resources(count).map(counted)));
  await answer({ ...body, extension: { 'davinci-crd.requestedVersion': '2.2' } });
  return reads();
}

describe('what is read of the chart for many orders', () => {
  it.each<readonly [what: string, beside: Beside]>([
    [
      'Coverages where each order contains one of its own',
      {
        orders: (count) => many(count, (at) => order(at, { contained: [coverageOf(`own${at}`)] })),
        resources: (count) => many(count, (at) => coverageOf(`c${at}`)),
      },
    ],
    [
      'Coverages of one id where each order names it, and another that did not come',
      {
        orders: (count) => many(count, (at) => naming(at, 'same', `lost${at}`)),
        resources: (count) => many(count, (at) => coverageOf('same', { order: at })),
      },
    ],
    [
      'Coverages where each order of a CRD client names another',
      {
        orders: (count) => many(count, (at) => naming(at, `c${at}`)),
        resources: (count) => many(count, (at) => coverageOf(`c${at}`)),
        answer: crdAnswerer(),
      },
    ],
    [
      'Coverages where each order of a CRD client contains one of its own, which it does not name',
      {
        orders: (count) => many(count, (at) => order(at, { contained: [coverageOf(`own${at}`)] })),
        resources: (count) => many(count, (at) => coverageOf(`c${at}`, { order: at })),
        answer: crdAnswerer(),
      },
    ],
  ])('grows with its length and no faster: %s', async (_what, beside) => {
    const [few, four] = [await readsBeside(beside, 40), await readsBeside(beside, 160)];
    // Four times the orders and four times the chart: four times the work, and a little for what is sorted.
    expect(four).toBeLessThan(5 * few);
  });
});
