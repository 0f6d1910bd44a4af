import { stringify } from 'csv-stringify/sync';
import { WEEKDAYS, weekdayNumber } from '../calendar.ts';
import { CSV_FORMAT } from '../records/export.ts';
import type { OrderFinding } from './judge-call.ts';
import { type Counts, FOUND_COLUMNS, Tally, UNDATED } from './tally.ts';

/** Details of orders that are told beside their number. */
export interface Disclosure {
  readonly withText: boolean;
  readonly withIds: boolean;
}

export const ORDER_COLUMNS = ['day', 'patient', 'order', ...FOUND_COLUMNS, 'text'] as const;

/** YYYY-MM of a day; a word of its own for an order without one. */
export const monthOf = (day: string | undefined) => day?.slice(0, 7) ?? UNDATED;

/** The weekday of a day; empty for an order without one. */
const weekdayName = (day: string | undefined) => (day === undefined ? '' : (WEEKDAYS[weekdayNumber(day)] ?? ''));

/** Findings as they go from thread to thread. */
export interface FindingSums {
  readonly sums: Counts;
  /** Lines of CSV without a header. */
  readonly rows: string;
}

/** Findings about orders, counted; with ids also one by one, as lines of CSV. */
export class OrderFindings {
  readonly tally = new Tally();
  readonly #disclosure: Disclosure;
  readonly #rows: (readonly string[])[] = [];

  constructor(disclosure: Disclosure) {
    this.#disclosure = disclosure;
  }

  add({ order, day, patient, ...key }: OrderFinding): void {
    const { withText, withIds } = this.#disclosure;
    const text = withText ? [...new Set(order.words)].join(' | ') : undefined;
    this.tally.add({ ...key, month: monthOf(day), weekday: weekdayName(day) }, text);
    if (!withIds) return;
    const { kind, policy, version, finding, payer, name, reason } = key;
    const reference = order.reference ?? '';
    this.#rows.push([day ?? '', patient, reference, kind, policy, version, finding, payer, name, reason, text ?? '']);
  }

  /** Returns the result: sums, and rows of CSV. */
  take(): FindingSums {
    return { sums: this.tally.sums(), rows: this.#rows.length === 0 ? '' : stringify(this.#rows, CSV_FORMAT) };
  }
}
