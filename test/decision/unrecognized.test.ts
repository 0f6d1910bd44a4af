import { describe, expect, it } from 'vitest';
import { unrecognizedIn } from '../../src/decision/unrecognized.ts';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { caller } from '../support/answer.ts';
import { callWith, changed } from '../support/call.ts';
import { coverageOf, crdAnswerer, crdCallOf, TRACTION } from '../support/crd.ts';
import { knowledge } from '../support/knowledge.ts';

const call = caller();
const traction = { system: 'http://www.ama-assn.org/go/cpt', code: '97012' };
const orderWith = (...codings: readonly JsonObject[]) => ({
  resourceType: 'ServiceRequest',
  id: 'o',
  status: 'draft',
  code: { coding: [traction, ...codings] },
});
const condition = (system: string) => ({
  resourceType: 'Condition',
  id: 'c',
  code: { coding: [{ system, code: '1' }] },
});
const coverage = (payor: JsonObject, type: JsonObject = {}) => ({
  resourceType: 'Coverage',
  id: 'v',
  status: 'active',
  payor: [payor],
  ...type,
});

interface Chart {
  readonly conditions?: readonly JsonObject[];
  readonly coverages?: readonly JsonObject[];
}

async function namesIn(order: JsonObject, { conditions = [], coverages = [] }: Chart = {}) {
  const body = changed(callWith([order]), 'prefetch.conditions', searchset(conditions));
  return unrecognizedIn(await call(changed(body, 'prefetch.coverage', searchset(coverages))), knowledge);
}

describe('what the knowledge does not know of a call', () => {
  it.each<readonly [what: string, order: JsonObject, chart: Chart, expected: readonly string[]]>([
    ['nothing where all is known', orderWith(), {}, []],
    ['the system of an order', orderWith({ system: 'urn:oid:1.2.3', code: 'x' }), {}, ['system urn:oid:1.2.3']],
    ['no system that is known, where its code is missing', orderWith({ system: traction.system }), {}, []],
    [
      'the system of a condition, once',
      orderWith(),
      { conditions: [condition('https://x/problems'), condition('https://x/problems')] },
      ['system https://x/problems'],
    ],
    [
      'the system of the type of a coverage',
      orderWith(),
      {
        coverages: [
          coverage({ display: 'Medicare' }, { type: { coding: [{ system: 'https://x/types', code: 'M' }] } }),
        ],
      },
      ['system https://x/types'],
    ],
    [
      'a payer, by the system of its identifier',
      orderWith(),
      {
        coverages: [coverage({ display: 'Plan of Smith', identifier: { system: 'https://x/payers', value: '5' } })],
      },
      ['payer with identifier of https://x/payers'],
    ],
    [
      'a payer without an identifier, and never its name',
      orderWith(),
      { coverages: [coverage({ display: 'Plan of Smith' })] },
      ['payer with identifier of no system'],
    ],
    [
      'a payer by no system that is a sentence',
      orderWith(),
      { coverages: [coverage({ display: 'Plan of Smith', identifier: { system: 'of Jane Smith', value: '5' } })] },
      ['payer with identifier of no system'],
    ],
    [
      'nothing of a condition or a coverage without a code',
      orderWith(),
      { conditions: [{ ...condition('x'), code: undefined }], coverages: [coverage({ display: 'Medicare' })] },
      [],
    ],
    ['no system that is a sentence', orderWith({ system: 'Jane Smith, born 1968', code: 'x' }), {}, []],
  ])('%s', async (_what, order, chart, expected) => {
    expect(await namesIn(order, chart)).toEqual(expected);
  });

  it('is no payer that the site of a CRD client names', async () => {
    const ask = async (payor: string) => {
      const coverages = [coverageOf(), coverageOf('c2', { payor, order: 2 })];
      return unrecognizedIn(await crdAnswerer()(crdCallOf({ ...TRACTION, coverages })), knowledge);
    };
    expect(await ask('medicare')).toEqual([]);
    expect(await ask('other')).toEqual(['payer with identifier of https://payers.example.org/id']);
  });

  it('are twenty at most', async () => {
    const codings = Array.from({ length: 30 }, (_, at) => ({ system: `urn:x:${at}`, code: 'x' }));
    expect(await namesIn(orderWith(...codings))).toHaveLength(20);
  });
});
