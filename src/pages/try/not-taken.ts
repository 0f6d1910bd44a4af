import { DRAFT_HOOKS } from '../../hooks/hooks.ts';
import { CLINICAL_STATUSES, SEVERITIES, VERIFICATIONS } from '../../policies/case.ts';
import { didYouMean } from '../../schema/did-you-mean.ts';
import { type Fields, fieldOf } from '../fields.ts';
import type { Ehrs } from './ehrs.ts';
import { ordersIn, readState, STATUSES, type WrittenOrder } from './state.ts';

/** Fields of an order that take no other values, with those they take in words. */
const TAKEN = {
  kind: 'ServiceRequest or DeviceRequest',
  units: 'a whole number of at most four digits',
  day: 'a day of the calendar, YYYY-MM-DD',
  status: STATUSES.join(', '),
} as const satisfies Partial<Record<keyof WrittenOrder, string>>;

const ASIDES = [...CLINICAL_STATUSES, ...VERIFICATIONS, ...SEVERITIES];
const ASIDE = /\[([^\]]*)\]$/;

function ofConditions(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const [, aside] = ASIDE.exec(line) ?? [];
    if (aside === undefined || ASIDES.some((word) => word === aside.toLowerCase())) return [];
    return [
      `conditions: [${aside}] is no status and no severity, and is read as words${didYouMean(aside.toLowerCase(), ASIDES)}`,
    ];
  });
}

const leftOut = (field: string, written: string, form: string) =>
  `${field}: ${written} was left out: it must be ${form}`;

function ofCall(fields: Fields, ehrs: Ehrs): readonly string[] {
  const choices = { hook: DRAFT_HOOKS.map(({ name }) => name), ehr: ehrs.map(({ id }) => id) };
  return Object.entries(choices).flatMap(([field, allowed]) => {
    const written = fieldOf(fields, field);
    return written === '' || allowed.includes(written) ? [] : [leftOut(field, written, allowed.join(', '))];
  });
}

/** Says which values of the fields the page could not take: each with its field, and what the field takes. */
export function notTaken(fields: Fields, ehrs: Ehrs): readonly string[] {
  const ofOrders = ordersIn(fields).flatMap(({ place, order }) =>
    Object.entries(TAKEN).flatMap(([name, form]) => {
      const field = `${name}.${place}`;
      const written = fieldOf(fields, field);
      return written === '' || written === order[name as keyof typeof TAKEN] ? [] : [leftOut(field, written, form)];
    }),
  );
  return [...ofCall(fields, ehrs), ...ofOrders, ...ofConditions(readState(fields).conditions)];
}
