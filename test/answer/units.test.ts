import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { answerer } from '../support/answer.ts';
import { callWith } from '../support/call.ts';

const answer = answerer();
const traction = (members: JsonObject, text = 'Mechanical traction'): JsonObject => ({
  resourceType: 'ServiceRequest',
  id: 'o1',
  status: 'draft',
  intent: 'order',
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }], text },
  ...members,
});
const weekly = (frequency: number, weeks: number) => ({
  repeat: { frequency, period: 1, periodUnit: 'wk', boundsDuration: { value: weeks, code: 'wk' } },
});
const days = (start: string, end: string) => ({ start, end });
const ratio = (units: number, visits: number, unit = 'visit') => ({
  numerator: { value: units, unit: 'units' },
  denominator: { value: visits, unit },
});

interface Row {
  readonly rule: string;
  readonly order: JsonObject;
  readonly finding: 'units' | 'documentation';
  /** True if the card offers to reduce the quantity; unless told otherwise, as all cards on units do. */
  readonly reduce?: boolean;
}
const rows: readonly Row[] = [
  {
    rule: 'Two without a unit are units',
    order: traction({ quantityQuantity: { value: 2 } }),
    finding: 'units',
    reduce: true,
  },
  {
    rule: 'Units are units in Spanish too',
    order: traction({ quantityQuantity: { value: 2, unit: 'unidades' } }),
    finding: 'units',
    reduce: true,
  },
  {
    rule: 'Units a visit are units in Spanish too, whatever the schedule',
    order: traction({
      quantityQuantity: { value: 2, unit: 'unidades por visita' },
      occurrenceTiming: weekly(2, 4),
    }),
    finding: 'units',
    reduce: false,
  },
  {
    rule: 'A bare number above three is a number of visits',
    order: traction({ quantityQuantity: { value: 10 } }),
    finding: 'documentation',
  },
  {
    rule: 'Two without a unit beside a schedule in words are visits',
    order: traction({ quantityQuantity: { value: 2 } }, 'Lumbar traction, 2 visits'),
    finding: 'documentation',
  },
  {
    rule: 'As many units as visits are one a visit',
    order: traction({ quantityQuantity: { value: 8, unit: 'units' }, occurrenceTiming: weekly(2, 4) }),
    finding: 'documentation',
  },
  {
    rule: 'More units than visits are too many, and 1 is no right number either',
    order: traction({ quantityQuantity: { value: 16, unit: 'units' }, occurrenceTiming: weekly(2, 4) }),
    finding: 'units',
    reduce: false,
  },
  {
    rule: 'Units in a period of several days are for visits that nobody counted, so 1 is no right number',
    order: traction({
      quantityQuantity: { value: 8, unit: 'units' },
      occurrencePeriod: days('2026-12-01', '2026-12-28'),
    }),
    finding: 'units',
    reduce: false,
  },
  {
    rule: 'Two without a unit in a period without an end are visits',
    order: traction({ quantityQuantity: { value: 2 }, occurrencePeriod: { start: '2026-12-01' } }),
    finding: 'documentation',
  },
  {
    rule: 'Units in a period of one day are for one visit',
    order: traction({
      quantityQuantity: { value: 2, unit: 'units' },
      occurrencePeriod: days('2026-12-01T08:00:00Z', '2026-12-01T09:00:00Z'),
    }),
    finding: 'units',
    reduce: true,
  },
  {
    rule: 'Units per session say so by themselves, whatever the schedule',
    order: traction({ quantityQuantity: { value: 2, unit: 'units/session' }, occurrenceTiming: weekly(2, 4) }),
    finding: 'units',
    reduce: false,
  },
  {
    rule: 'Fewer than three proves nothing',
    order: traction({ quantityQuantity: { value: 3, comparator: '<', unit: 'units' } }),
    finding: 'documentation',
  },
  {
    rule: 'At most three proves nothing',
    order: traction({ quantityQuantity: { value: 3, comparator: '<=', unit: 'units' } }),
    finding: 'documentation',
  },
  {
    rule: 'At least two is too many',
    order: traction({ quantityQuantity: { value: 2, comparator: '>=', unit: 'units' } }),
    finding: 'units',
  },
  {
    rule: 'More than one is too many',
    order: traction({ quantityQuantity: { value: 1, comparator: '>', unit: 'units' } }),
    finding: 'units',
  },
  {
    rule: 'As many units as visits in words are one a visit',
    order: traction({ quantityQuantity: { value: 6, unit: 'units' } }, 'Lumbar traction x 6 visits'),
    finding: 'documentation',
  },
  {
    rule: 'A unit may be a code alone',
    order: traction({ quantityQuantity: { value: 2, code: '{unit}' } }),
    finding: 'units',
  },
  {
    rule: 'A unit may stand in an extension',
    order: traction({
      quantityQuantity: { value: 2, extension: [{ url: 'https://ehr.example.org/unit', valueString: 'units' }] },
    }),
    finding: 'units',
  },
  {
    rule: 'Three units to a visit are too many',
    order: traction({ quantityRatio: ratio(3, 1) }),
    finding: 'units',
    reduce: false,
  },
  {
    rule: 'Six units to six visits are one each',
    order: traction({ quantityRatio: ratio(6, 6, 'visits') }),
    finding: 'documentation',
  },
  {
    rule: 'Three units to a month say nothing of a visit',
    order: traction({ quantityRatio: ratio(3, 1, 'month') }),
    finding: 'documentation',
  },
  {
    rule: 'Two to four units are too many at the least',
    order: traction({ quantityRange: { low: { value: 2, unit: 'units' }, high: { value: 4, unit: 'units' } } }),
    finding: 'units',
    reduce: false,
  },
  {
    rule: 'One to two units may be one',
    order: traction({ quantityRange: { low: { value: 1, unit: 'units' }, high: { value: 2, unit: 'units' } } }),
    finding: 'documentation',
  },
];

describe('the units of a traction order', () => {
  it.each(rows)('$rule', async ({ order, finding, reduce = finding === 'units' }) => {
    const { spoken, cards } = await answer(callWith([order]));
    expect(spoken).toEqual([`traction/${finding}`]);
    const labels = cards.flatMap(({ suggestions = [] }) => suggestions.map(({ label }) => label));
    expect(labels.includes('Reduce the quantity to 1')).toBe(reduce);
  });

  it('come after the finding on coverage where one order has both', async () => {
    const coding = [
      { system: 'http://www.ama-assn.org/go/cpt', code: '97012' },
      { system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'S9090' },
    ];
    const order = traction({ code: { coding }, quantityQuantity: { value: 2, unit: 'units' } });
    expect((await answer(callWith([order]))).spoken).toEqual(['decompression/investigational', 'traction/units']);
  });
});
