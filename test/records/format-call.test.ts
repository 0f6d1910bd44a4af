import { describe, expect, it } from 'vitest';
import type { FeedbackEntry } from '../../src/hooks/feedback.ts';
import { recordRefusal } from '../../src/records/call.ts';
import { recordFeedback } from '../../src/records/feedback-record.ts';
import { formatCall } from '../../src/records/format-call.ts';
import type { CallRecord, FeedbackRecord } from '../../src/records/record.ts';
import { callOf, changed } from '../support/call.ts';
import { knowledge } from '../support/knowledge.ts';
import { pseudonymizerOf } from '../support/pseudonymizer.ts';
import { HASHES, recorded, reported } from '../support/recorded.ts';
import { aShadowDecision } from '../support/records.ts';

const pseudonymizer = pseudonymizerOf();
const say = (call: CallRecord, feedback: readonly FeedbackRecord[] = [], policyHashes = HASHES.policies) =>
  formatCall(call, { feedback, pseudonymizer, policyHashes });

const call = await recorded(callOf({ conditions: ['icd-10-cm C41.2 Malignant neoplasm of vertebral column'] }));
const card = call.decisions[0]?.card ?? 'no card';
const report = (members: Partial<FeedbackEntry>) =>
  recordFeedback(
    {
      card,
      outcome: 'overridden',
      at: '2026-11-22T08:01:00.000Z',
      suggestions: [],
      reasons: [],
      comments: [],
      ...members,
    },
    { site: 'mercy', service: 'order-sign', received: '', pseudonymizer, offered: knowledge.overrideReasons },
  );

const cancer = 'icd-10-cm C41.2 Malignant neoplasm of vertebral column';
const [unknown, suppressed, denied, empty, long] = await Promise.all([
  recorded(callOf({ conditions: 'unknown' })),
  recorded(callOf({ hook: 'order-select' })),
  recorded(callOf({ order: { codes: ['cpt 97012'], text: 'No VAX-D, table is out of order' } })),
  recorded(changed(callOf(), 'context.draftOrders.entry', [])),
  recorded(callOf({ conditions: Array.from({ length: 23 }, () => cancer) })),
]);

describe('the description of a call', () => {
  it.each<readonly [says: string, text: string, words: readonly string[]]>([
    [
      'who called, when, and how long it took',
      say(call),
      [
        `call ${call.id}`,
        '2026-11-22T08:00:00.000Z, site mercy, service order-sign, 12.5 ms',
        'hookInstance 5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e',
        `patient ${pseudonymizer.pseudonym('p1', 'mercy')}`,
        `knowledge ${HASHES.knowledge}`,
        'orders that are judged: 1',
      ],
    ],
    ['how many more resources a step found than are named', say(long), [' and 3 more']],
    [
      'which card came for which order, and by which steps',
      say(call),
      [
        `order ServiceRequest/${pseudonymizer.pseudonym('order-1', 'mercy')}, place 0`,
        `policy traction 1.0.0, ${HASHES.policies.get('traction|1.0.0')}`,
        `yes     boneCancer, found Condition/${pseudonymizer.pseudonym('condition-1', 'mercy')}`,
        'no      severeOsteoporosis',
        `=> card ${card}: contraindicated`,
        'nothing was reported',
      ],
    ],
    [
      'what did not arrive',
      say(unknown),
      [
        'conditions: not complete, the client sent none and gave no access to its FHIR server',
        'unknown boneCancer, currentConditions: not-sent',
      ],
    ],
    [
      'every card of an order, and what was reported of any',
      say({ ...call, decisions: call.decisions.map((made) => ({ ...made, furtherCards: ['another'] })) }, [
        reported('another', { outcome: 'accepted' }),
      ]),
      [`=> card ${card} and another: contraindicated`, 'accepted 2026'],
    ],
    ['that a card was held back', say(suppressed), ['=> no card: documentation, but not shown on order-select']],
    ['that an order is no subject of a policy', say(denied), ['=> no card: not the subject of this policy']],
    ['that no policy was concerned', say(empty), ['orders that are judged: 0', 'no policy was concerned']],
    [
      'that the call was refused',
      say(
        recordRefusal(
          { id: 'i', at: '2026-11-22T08:00:00.000Z', site: 'mercy', service: 's', milliseconds: 1, code: 'wrong-hook' },
          HASHES,
        ),
      ),
      ['call i', 'refused: wrong-hook'],
    ],
    [
      'what a clinician did, and why',
      say(call, [
        report({ reasons: [{ code: 'expert-contradicts' }, { title: 'Not fit' }], comments: ['Seen by Dr. X.'] }),
      ]),
      ['overridden 2026-11-22T08:01:00.000Z: expert-contradicts, Not fit', '"Seen by Dr. X."'],
    ],
    [
      'which suggestion was accepted',
      say(call, [report({ outcome: 'accepted', suggestions: ['4e0a3a1e-197f-44ab-ad90-d2a4d4c7f111'] })]),
      ['accepted 2026-11-22T08:01:00.000Z', 'suggestion 4e0a3a1e-197f-44ab-ad90-d2a4d4c7f111'],
    ],
    [
      'that it cannot read the words',
      say(call, [reported(card, { sealed: pseudonymizerOf(8).seal('{}') })]),
      ['overridden', 'words sealed under another secret'],
    ],
  ])('says %s', (_says, text, words) => {
    for (const part of words) expect(text).toContain(part);
  });

  it('says that a decision is not known', () => {
    const [decision] = call.decisions;
    const undecided = decision && { ...decision, outcome: 'unknown' as const, why: 'payer: late' };
    expect(say({ ...call, decisions: undecided ? [undecided] : [] })).toContain('=> no card: not known, payer: late');
  });

  it('says that a policy was in shadow, and what it would have shown', () => {
    const decisions = [
      aShadowDecision({ action: 'units' }),
      aShadowDecision({ outcome: 'unknown', why: 'payer: late' }),
    ];
    const text = say({ ...call, decisions });
    expect(text).toContain(`policy unseen 1.0.0, ${'a1'.repeat(32)}, in shadow`);
    expect(text).toContain('=> not shown, since the policy was in shadow: units');
    expect(text).toContain('=> no card: not known, payer: late');
    expect(text).not.toContain('nothing was reported');
  });

  it('says whether the policy has changed since, or is not there any more', () => {
    expect(say(call)).not.toContain('changed');
    expect(say(call, [], new Map([['traction|1.0.0', 'other']]))).toContain('(policy has changed since)');
    expect(say(call, [], new Map())).toContain('(not among the policies here)');
  });

  it('leaves out what another site reported, and what is about another card', () => {
    const others = [reported(card, { site: 'clinic' }), reported('other')];
    expect(say(call, others)).toBe(say(call));
  });

  it('shows no control characters of a comment', () => {
    expect(say(call, [report({ comments: ['A\u001b[2J\n\u202eB'] })])).toContain('"A [2J B"');
  });
});
