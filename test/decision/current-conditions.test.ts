import { describe, expect, it } from 'vitest';
import { isCurrent } from '../../src/decision/current-conditions.ts';

const coded = (code: string) => ({ coding: [{ code }] });
const active = coded('active');

describe('a Condition stands today', () => {
  it.each([
    ['without any status', {}],
    ['that is active', { clinicalStatus: active }],
    ['that is active although an abatement is written', { clinicalStatus: active, abatementDateTime: '2026-01-01' }],
    ['of an unknown status', { clinicalStatus: { text: 'see chart' } }],
    ['that has not abated: abatementBoolean false (DSTU2)', { abatementBoolean: false }],
    ['whose abatement is null', { abatementDateTime: null }],
    ['of a verification that is not final', { verificationStatus: coded('provisional') }],
  ])('%s', (_how, condition) => {
    expect(isCurrent(condition)).toBe(true);
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
    ['that is refuted', { clinicalStatus: active, verificationStatus: coded('refuted') }],
    ['that is ruled out, in words', { verificationStatus: { text: 'Ruled Out' } }],
    ['entered in error, in words', { verificationStatus: { text: 'Entered in Error' } }],
    ['entered in error', { clinicalStatus: active, verificationStatus: coded('entered-in-error') }],
  ])('%s', (_how, condition) => {
    expect(isCurrent(condition)).toBe(false);
  });
});
