import { describe, expect, it } from 'vitest';
import { readCases } from '../../src/policies/case-file.ts';
import { createFaultList } from '../../src/policies/fault.ts';
import { knowledge } from '../support/knowledge.ts';

/** Reads a file with one case of these members, in YAML. */
function read(members: string) {
  const faults = createFaultList();
  const text = `- name: a case\n  expect: []\n${members.replaceAll(/^/gm, '  ')}`;
  const cases = readCases(text, 'case.yaml', knowledge.systems, faults);
  return { cases, faults: faults.faults.map(({ element, reason }) => `${element}: ${reason}`) };
}
const ORDER = 'order: { text: MRI }\n';

describe('a case that says what does not exist is a fault, and left out', () => {
  it.each([
    [
      'a hook',
      `${ORDER}hook: order-sgn`,
      /^\[0\]\.hook: must be order-select or order-sign, not order-sgn \(did you m/,
    ],
    ['a hook without drafts', `${ORDER}hook: order-dispatch`, /^\[0\]\.hook: must be order-select or order-sign, not /],
    ['a day of the call', `${ORDER}at: 2026-13-01`, /^\[0\]\.at: must be a day of the calendar.*, not 2026-13-01$/],
    ['a day of the month', `${ORDER}at: 2026-02-30`, /^\[0\]\.at: must be a day of the calendar/],
    ['a day of an order', 'order: { authoredOn: 2026-13-40 }', /^\[0\]\.order\.authoredOn: must be a day of the cal/],
    ['a day without a calendar', 'order: { occurrence: someday }', /^\[0\]\.order\.occurrence: must be a day of the/],
    [
      'a status of an order',
      'order: { status: actve }',
      /^\[0\]\.order\.status: .*not actve \(did you mean active\?\)$/,
    ],
    ['an intent', 'order: { intent: ordr }', /^\[0\]\.order\.intent: .*\(did you mean order\?\)$/],
    [
      'a clinical status',
      `${ORDER}conditions: [{ text: x, status: resolvd }]`,
      /conditions\[0\]\.status: .*mean resolved/,
    ],
    [
      'a verification',
      `${ORDER}conditions: [{ text: x, verification: refutd }]`,
      /conditions\[0\]\.verification: .*mean refuted/,
    ],
    [
      'a severity',
      `${ORDER}conditions: [{ text: x, severity: severre }]`,
      /conditions\[0\]\.severity: must be mild, moderate or severe, not severre \(did you mean severe\?\)$/,
    ],
    ['a status of a Coverage', `${ORDER}coverage: { status: actve }`, /^\[0\]\.coverage\.status: .*mean active/],
    [
      'an order that is not there',
      `${ORDER}hook: order-select\nselected: [1, 9]`,
      /^\[0\]\.selected\[1\]: must be the number of an order, from 1 to 1, not 9$/,
    ],
    [
      'a selection of a hook that has none',
      `${ORDER}selected: [1]`,
      /^\[0\]\.selected: is for hook: order-select alone$/,
    ],
  ])('%s', (_what, members, fault) => {
    const { cases, faults } = read(members);
    expect(faults).toEqual([expect.stringMatching(fault)]);
    expect(cases).toEqual([]);
  });
});

it('a card that is expected without its action is a fault in words', () => {
  const faults = createFaultList();
  readCases('- name: a case\n  order: { text: MRI }\n  expect: [traction]', 'case.yaml', knowledge.systems, faults);
  expect(faults.faults.map(({ reason }) => reason)).toEqual([
    'must be a policy and its action, as policy/action, not traction',
  ]);
});

it.each(['2026-05-04', '2026-05-04T09:00:00Z', '2026-05-04T09:00:00.5-06:00'])('an order may be of %s', (day) => {
  expect(read(`order: { authoredOn: "${day}", occurrence: "${day}" }`).faults).toEqual([]);
});

it.each(['2026-05', '2026-05-04T09:00:00', '2026-05-04T25:00:00Z', '2026-05-04T24:00:00Z'])(
  'an order may not be of %s',
  (day) => {
    expect(read(`order: { authoredOn: "${day}" }`).faults).toHaveLength(1);
  },
);
