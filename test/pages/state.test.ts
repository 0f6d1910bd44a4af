import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addressOfState,
  NO_COVERAGE,
  NOT_SENT,
  readState,
  STATUSES,
  type TryState,
} from '../../src/pages/try/state.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 }).map((raw) => raw.replaceAll('\r', '').toWellFormed().trim());
const line = fc
  .string({ maxLength: 40 })
  .map((raw) => raw.replaceAll(/[\r\n;,]/g, ' ').trim())
  .filter((raw) => raw !== '');
const order = fc.record({
  kind: fc.constantFrom('ServiceRequest', 'DeviceRequest'),
  text,
  codes: fc.array(line, { maxLength: 3 }),
  note: text,
  units: fc.constantFrom('', '1', '20'),
  day: fc.constantFrom('', '2026-12-01'),
  status: fc.constantFrom(...STATUSES),
  refrains: fc.boolean(),
});
const payer = fc.option(
  line.filter((name) => name !== NO_COVERAGE && name !== NOT_SENT),
  { nil: undefined },
);
const states: fc.Arbitrary<TryState> = fc
  .record({
    hook: fc.constantFrom('order-sign', 'order-select'),
    ehr: fc.constantFrom('standard', 'epic', 'crd-2.2'),
    orders: fc.array(order, { minLength: 1, maxLength: 4 }),
    conditions: fc.array(line, { maxLength: 3 }),
    conditionsSent: fc.boolean(),
    payer,
    coverageSent: fc.boolean(),
    member: text,
  })
  .map((state): TryState => (state.coverageSent ? state : { ...state, payer: undefined }));

const fieldsOf = (address: string) => Object.fromEntries(new URL(address, 'http://localhost').searchParams);

it('comes back from its address as it was', () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(readState(fieldsOf(addressOfState(state)))).toEqual(state);
    }),
  );
});

it('is readable from whatever an address holds', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything()), (fields) => {
      expect(readState(fields).orders.length).toBeGreaterThan(0);
    }),
  );
});
