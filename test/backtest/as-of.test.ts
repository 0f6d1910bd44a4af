import { describe, expect, it } from 'vitest';
import { orderWhenPlaced, resourceOn } from '../../src/backtest/as-of.ts';
import type { JsonObject } from '../../src/json.ts';
import { boneCancer, coverage, traction } from '../support/tested-export.ts';

const DAY = '2026-03-10';

describe('a Condition is known on a day', () => {
  it.each<[string, boolean, JsonObject]>([
    ['recorded before', true, { recordedDate: '2026-03-09' }],
    ['recorded on the day, at an hour', true, { recordedDate: '2026-03-10T23:59:00Z' }],
    ['recorded after', false, { recordedDate: '2026-03-11' }],
    ['recorded after, with an earlier onset', false, { recordedDate: '2026-04-01', onsetDateTime: '2020' }],
    ['with a later onset', false, { recordedDate: undefined, onsetDateTime: '2026-03-11' }],
    ['with a later onset, as a period', false, { recordedDate: undefined, onsetPeriod: { start: '2026-04' } }],
    ['with an onset in the same year or month', true, { recordedDate: '2026', onsetDateTime: '2026-03' }],
    ['with an onset in a later month', false, { recordedDate: undefined, onsetDateTime: '2026-04' }],
    ['asserted after (STU3)', false, { recordedDate: undefined, assertedDate: '2026-05-01' }],
    ['without a date', true, { recordedDate: undefined }],
    ['with words for an onset', true, { recordedDate: undefined, onsetString: 'next year' }],
  ])('%s: %s', (_how, isKnown, more) => {
    expect(resourceOn(boneCancer(more), DAY) !== undefined).toBe(isKnown);
  });
});

describe('a Condition that is over today', () => {
  const resolved = { clinicalStatus: { coding: [{ code: 'resolved' }] } };
  it.each<[string, unknown, JsonObject]>([
    ['abated after the day: it was active', 'active', { abatementDateTime: '2026-03-11' }],
    ['abated after the day, as a period', 'active', { abatementPeriod: { start: '2026-06' } }],
    ['abated on the day', 'resolved', { abatementDateTime: DAY }],
    ['abated in the same month', 'resolved', { abatementDateTime: '2026-03' }],
    ['nobody says since when', 'resolved', {}],
    ['in words', 'active', { clinicalStatus: { text: 'Resolved' }, abatementDateTime: '2026-03-11' }],
    ['as displayed', 'active', { clinicalStatus: { coding: [{ display: 'Remission' }] }, abatementDateTime: '2027' }],
    ['in STU3', 'active', { clinicalStatus: 'inactive', abatementDateTime: '2026-03-11' }],
  ])('%s', (_how, code, more) => {
    const condition = resourceOn(boneCancer({ ...resolved, ...more }), DAY);
    expect(condition).toMatchObject({ clinicalStatus: { coding: [{ code }] } });
    const abatements = Object.keys(condition ?? {}).filter((member) => member.startsWith('abatement'));
    expect(abatements).toEqual(code === 'active' ? [] : Object.keys(more));
  });

  it('keeps a status that was not over', () => {
    const clinicalStatus = { coding: [{ code: 'recurrence' }] };
    expect(resourceOn(boneCancer({ clinicalStatus, abatementDateTime: '2027' }), DAY)).toMatchObject({
      clinicalStatus,
    });
  });
});

it.each<[string, string, JsonObject]>([
  [
    'was active if it was cancelled when its period ended',
    'active',
    { period: { start: '2025-01-01', end: '2026-04-30' } },
  ],
  ['was active on the last day of its period', 'active', { period: { end: '2026-03' } }],
  ['was over after its period', 'cancelled', { period: { end: '2026-03-09' } }],
  ['had not begun', 'cancelled', { period: { start: '2026-04-01', end: '2026-05-01' } }],
  ['without an end was cancelled nobody knows when', 'cancelled', { period: { start: '2025-01-01' } }],
])('a Coverage that is cancelled today %s', (_how, status, more) => {
  expect(resourceOn(coverage({ status: 'cancelled', ...more }), DAY)).toMatchObject({ status });
});

it.each([
  ['completed', 'draft'],
  ['revoked', 'draft'],
  ['active', 'draft'],
  ['draft', 'draft'],
  ['entered-in-error', 'entered-in-error'],
])('an order that is %s today was %s when it was placed', (status, before) => {
  expect(orderWhenPlaced(traction({ status }))).toMatchObject({ status: before });
});
