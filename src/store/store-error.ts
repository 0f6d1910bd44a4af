import { asObject } from '../json.ts';

/**
 * Reason why the store did not do as it was asked: it cannot be reached or is not ready to write, so that trying again may help; it
 * holds or is something else than it should; or the record does not fit, and would never.
 */
const TEXTS = {
  'store-unavailable': 'The store cannot be reached',
  'faulty-store': 'The store is not what it should be',
  'refused-record': 'The store does not take this record',
  'still-counting': 'The calls of an earlier version are still being counted',
  'wrong-key': 'The store was written with another key: set STORE_KEY to that one, or put its file store.key back',
  'cut-off-key':
    'The key of the store is cut off: put the file back as it was, or remove it if nothing has been stored yet',
  'no-store': 'There is no store',
} as const;
export type StoreErrorCode = keyof typeof TEXTS;

/** Thrown by every store. The message holds the driver's code at most: its own words may repeat a password or a record. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly detail: string | undefined;
  constructor(code: StoreErrorCode, detail?: string) {
    super(detail === undefined ? `${TEXTS[code]}.` : `${TEXTS[code]} (${detail}).`);
    this.name = 'StoreError';
    this.code = code;
    this.detail = detail;
  }
}

/** Primary result codes of SQLite (sqlite.org/rescode.html) that say more than "not now". */
const SQLITE_CODES: Readonly<Record<number, StoreErrorCode>> = {
  1: 'faulty-store', // no such table or column
  11: 'faulty-store', // corrupt
  26: 'faulty-store', // not a database
  18: 'refused-record', // too big
  19: 'refused-record', // constraint
  20: 'refused-record', // mismatch
};

/** Classes of SQLSTATE (PostgreSQL, appendix A) that say more than "not now". */
const SQLSTATE_CLASSES: Readonly<Record<string, StoreErrorCode>> = {
  '22': 'refused-record', // data exception
  '23': 'refused-record', // integrity constraint
  '3F': 'faulty-store', // no such schema
  '42': 'faulty-store', // no such table, no right to it
};

const nameOf = (error: unknown) => (error instanceof Error ? error.name : undefined);

/** Any error of node:sqlite, pg or the file system as a StoreError that may be logged; `place` says where it arose. */
export function storeErrorOf(error: unknown, place?: string): StoreError {
  if (error instanceof StoreError) return error;
  const { code, errcode } = asObject(error) ?? {};
  const at = (name: string) => (place === undefined ? name : `${name} at ${place}`);
  if (typeof errcode === 'number')
    return new StoreError(SQLITE_CODES[errcode & 0xff] ?? 'store-unavailable', at(`SQLite ${errcode}`));
  // An error without a code is a fault of the program: its name tells it from a store that is away.
  if (typeof code !== 'string') return new StoreError('store-unavailable', place ?? nameOf(error));
  const state = /^[0-9A-Z]{5}$/.test(code) ? code.slice(0, 2) : '';
  return new StoreError(SQLSTATE_CLASSES[state] ?? 'store-unavailable', at(code));
}
