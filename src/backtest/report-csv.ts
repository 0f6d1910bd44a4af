import { stringify } from 'csv-stringify/sync';
import { CSV_FORMAT } from '../records/export.ts';
import { ORDER_COLUMNS } from './findings.ts';
import { FOUND_COLUMNS, type OrderCount } from './tally.ts';

const COLUMNS = ['month', 'weekday', ...FOUND_COLUMNS, 'orders'] as const;

/** The counts as CSV (RFC 4180) with a header. */
export function countsCsv(counts: readonly OrderCount[]): string {
  const rows = counts.map((count) => COLUMNS.map((column) => count[column]));
  return stringify(rows, { ...CSV_FORMAT, header: true, columns: [...COLUMNS] });
}

/** The header of the list of single orders. */
export const ORDERS_HEADER = stringify([[...ORDER_COLUMNS]], CSV_FORMAT);
