import { describe, expect, it } from 'vitest';
import { isCurrent } from '../../src/decision/current-conditions.ts';

const coded = (code: string) => ({ coding: [{ code }] });
const active = coded('active');
const TODAY = '2026-03-10';

describe('a Condition stands today', () => {
  it.each([
    ['without any status', {}],
    ['that is active', { clinicalStatus: active }],
    ['that is active although an abatement is written', { clinicalStatus: active, abatementDateTime: '2026-01-01' }],
    ['of an unknown status', { clinicalStatus: { text: 'see chart' } }],
    ['that has not abated: abatementBoolean false (DSTU2)', { abatementBoolean: false }],
    ['whose abatement is null', { abatementDateTime: null }],
    ['that is to end later, without a status', { abatementDateTime: '2026-03-11T08:00:00Z' }],
    ['that is to end in a later period, without a status', { abatementPeriod: { start: '2026-04' } }],
    ['of a verification that is not final', { verificationStatus: coded('provisional') }],
  ])('%s', (_how, condition) => {
    expect(isCurrent(condition, TODAY)).toBe(true);
  });
});

describe('a Condition does not stand today', () => {
  it.each([
    ['that is inactive', { clinicalStatus: coded('inactive') }],
    ['that is resolved', { clinicalStatus: coded('resolved') }],
    ['in remission', { clinicalStatus: coded('remission') }],
    ['that is resolved, in words', { clinicalStatus: { text: 'Resolved' } }],
    ['that is resolved, as displayed', { clinicalStatus: { coding: [{ display: 'Resolved' }] } }],
    ['that has abated, without a status', { abatementBoolean: true }],
    ['that ended on a day, without a status', { abatementDateTime: '2026-01-01' }],
    ['that ended today, without a status', { abatementDateTime: TODAY }],
    ['that ended in this month, without a status', { abatementDateTime: '2026-03' }],
    ['that ended at an age, without a status', { abatementAge: { value: 70, unit: 'a' } }],
    ['that ended, nobody knows when, without a status', { abatementDateTime: 'last summer' }],
    ['that is refuted', { clinicalStatus: active, verificationStatus: coded('refuted') }],
    ['that is ruled out, in words', { verificationStatus: { text: 'Ruled Out' } }],
    ['entered in error, in words', { verificationStatus: { text: 'Entered in Error' } }],
    ['entered in error', { clinicalStatus: active, verificationStatus: coded('entered-in-error') }],
  ])('%s', (_how, condition) => {
    expect(isCurrent(condition, TODAY)).toBe(false);
  });
});
