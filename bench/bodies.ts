import type { JsonObject } from '../src/json.ts';
import { searchset } from '../src/policies/case-request.ts';
import { briefCondition, COVERAGE, decompression, fullCondition, imaging, mixedOrder } from './resources.ts';

/** An order-sign request that is sent again and again. */
export interface Body {
  readonly name: string;
  readonly text: string;
  /** Number of cards that the right answer holds. */
  readonly cards: number;
}

const KB = 1024;

function requestText(orders: readonly JsonObject[], conditions: readonly JsonObject[]): string {
  return JSON.stringify({
    hook: 'order-sign',
    hookInstance: '5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e',
    context: {
      userId: 'Practitioner/u1',
      patientId: 'p1',
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: orders.map((resource) => ({ resource })) },
    },
    prefetch: {
      patient: { resourceType: 'Patient', id: 'p1' },
      conditions: searchset(conditions),
      coverage: searchset([COVERAGE]),
    },
  });
}

const SENTENCE = 'Recorded at an office visit, reviewed with the patient, no change since the last review. ';

/** At most `size` bytes, and nearly as many: the Conditions have narratives of one length (FHIR R4 §Narrative). */
function filled(size: number, orders: readonly JsonObject[], conditions: readonly JsonObject[]): string {
  const withNarratives = (length: number) => {
    const words = SENTENCE.repeat(Math.ceil(length / SENTENCE.length)).slice(0, length);
    const text = { status: 'generated', div: `<div>${words}</div>` };
    return requestText(
      orders,
      conditions.map((condition) => ({ ...condition, text })),
    );
  };
  return withNarratives(Math.floor((size - withNarratives(0).length) / conditions.length));
}

const many = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));

const small = (order: JsonObject) => requestText([order], many(20, briefCondition));

export const SILENT: Body = { name: '6 KB, an order nobody cares about', text: small(imaging(0)), cards: 0 };
export const CARD: Body = { name: '6 KB, with a card', text: small(decompression(0)), cards: 1 };
export const MEDIUM: Body = {
  name: '50 KB, with a card',
  text: filled(50 * KB, [decompression(0), imaging(1)], many(40, fullCondition)),
  cards: 1,
};
export const LARGE: Body = {
  name: '1 MB, 50 orders',
  text: filled(KB * KB, many(50, mixedOrder), many(500, fullCondition)),
  cards: 15,
};
