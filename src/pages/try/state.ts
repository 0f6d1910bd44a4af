import { isDay } from '../../calendar.ts';
import { type Fields, fieldOf } from '../fields.ts';

/** Statuses of an order to choose from. */
export const STATUSES = ['draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown'] as const;

/** An order as somebody wrote it on the page. */
export interface WrittenOrder {
  readonly kind: 'ServiceRequest' | 'DeviceRequest';
  readonly text: string;
  /** Each as `system code`. */
  readonly codes: readonly string[];
  readonly note: string;
  /** Quantity; empty if the order has none. */
  readonly units: string;
  /** The day it is for, YYYY-MM-DD, or empty. */
  readonly day: string;
  /** FHIR status; `draft` unless told otherwise. */
  readonly status: (typeof STATUSES)[number];
  /** True for an order to refrain. */
  readonly refrains: boolean;
}

/** State of the page *Try an order*. Its address holds the same, so that a case can be shared. */
export interface TryState {
  readonly hook: string;
  /** Id of the EHR whose cards are shown. */
  readonly ehr: string;
  readonly orders: readonly WrittenOrder[];
  /** One line each: `NAME`, or `system code NAME`. */
  readonly conditions: readonly string[];
  /** False if the chart's conditions did not arrive. */
  readonly conditionsSent: boolean;
  /** Name of the payer; undefined if no Coverage is on file. */
  readonly payer: string | undefined;
  /** False if the Coverage did not arrive. */
  readonly coverageSent: boolean;
  /** Id of the member on the Coverage; empty if it has none. */
  readonly member: string;
}

export const EMPTY_ORDER: WrittenOrder = {
  kind: 'ServiceRequest',
  text: '',
  codes: [],
  note: '',
  units: '',
  day: '',
  status: 'draft',
  refrains: false,
};

/** Values of the field `payer` that name no payer. */
export const NOT_SENT = 'not-sent';
export const NO_COVERAGE = 'none';
const MOST_ORDERS = 10;

const linesOf = (text: string, separator: RegExp) =>
  text
    .split(separator)
    .map((line) => line.trim())
    .filter((line) => line !== '');

function orderIn(fields: Fields, place: number): WrittenOrder {
  const field = (name: string) => fieldOf(fields, `${name}.${place}`);
  return {
    kind: field('kind') === 'DeviceRequest' ? 'DeviceRequest' : 'ServiceRequest',
    text: field('order'),
    codes: linesOf(field('codes'), /[;,\n]/),
    note: field('note'),
    units: /^\d{1,4}$/.test(field('units')) ? field('units') : '',
    day: isDay(field('day')) ? field('day') : '',
    status: STATUSES.find((status) => status === field('status')) ?? 'draft',
    refrains: field('refrains') !== '',
  };
}

/** Reads the orders of the fields, each with the number of its fields, which may leave some out. */
export function ordersIn(fields: Fields): readonly { readonly place: number; readonly order: WrittenOrder }[] {
  return Array.from({ length: MOST_ORDERS }, (_, at) => at + 1)
    .filter((place) => fields[`order.${place}`] !== undefined || fields[`codes.${place}`] !== undefined)
    .map((place) => ({ place, order: orderIn(fields, place) }));
}

/** Reads the fields of the form, which are those of the address. A missing field is as on an empty page; never throws. */
export function readState(fields: Fields): TryState {
  const orders = ordersIn(fields).map(({ order }) => order);
  const payer = fieldOf(fields, 'payer');
  return {
    hook: fieldOf(fields, 'hook'),
    ehr: fieldOf(fields, 'ehr'),
    orders: orders.length === 0 ? [EMPTY_ORDER] : orders,
    conditions: linesOf(fieldOf(fields, 'conditions'), /\n/),
    conditionsSent: fieldOf(fields, 'chart') !== NOT_SENT,
    payer: payer === '' || payer === NO_COVERAGE || payer === NOT_SENT ? undefined : payer,
    coverageSent: payer !== NOT_SENT,
    member: fieldOf(fields, 'member'),
  };
}

function orderFields(order: WrittenOrder, place: number): readonly (readonly [string, string])[] {
  return [
    ['order', order.text],
    ['codes', order.codes.join('; ')],
    ['kind', order.kind === EMPTY_ORDER.kind ? '' : order.kind],
    ['note', order.note],
    ['units', order.units],
    ['day', order.day],
    ['status', order.status === EMPTY_ORDER.status ? '' : order.status],
    ['refrains', order.refrains ? 'yes' : ''],
  ]
    .filter(([name, value]) => name === 'order' || value !== '')
    .map(([name, value]) => [`${name}.${place}`, value ?? ''] as const);
}

/** The address of a state: a path and a query, the shortest that restores it. */
export function addressOfState(state: TryState): string {
  const payer = state.coverageSent ? (state.payer ?? NO_COVERAGE) : NOT_SENT;
  const fields = [
    ['hook', state.hook],
    ['ehr', state.ehr],
    ...state.orders.flatMap((order, at) => orderFields(order, at + 1)),
    ['conditions', state.conditions.join('\n')],
    ['chart', state.conditionsSent ? '' : NOT_SENT],
    ['payer', payer],
    ['member', state.member],
  ].filter(([name = '', value]) => value !== '' || name.startsWith('order.'));
  return `/?${new URLSearchParams(fields.map(([name = '', value = '']) => [name, value]))}`;
}
