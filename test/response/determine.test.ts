import { describe, expect, it } from 'vitest';
import type { CoverageMatch } from '../../src/decision/coverage-match.ts';
import type { Decision } from '../../src/decision/decide.ts';
import type { MissingReason } from '../../src/decision/facts.ts';
import { CODE_NEEDED, OUTSIDE_POLICIES, TECHNICAL_FAILURE } from '../../src/response/determination.ts';
import { adoptionFor, determine } from '../../src/response/determine.ts';
import { coverageOf, crdAnswerer, crdCallOf, crdSite, DECOMPRESSION, TRACTION } from '../support/crd.ts';
import { knowledge, TODAY } from '../support/knowledge.ts';

const answer = crdAnswerer();
const [payer] = crdSite().crd?.payers ?? [];
if (!payer) throw new Error('the sample of a site names no payer');
const insured: CoverageMatch = { kind: 'insured', coverage: coverageOf(), payer };
const coding = { system: 'http://www.ama-assn.org/go/cpt', code: '97012' };

const source = { knowledge, today: TODAY };
const determined = (decisions: readonly Decision[], codings: readonly object[] = [coding]) =>
  determine({ codings: codings.map((each) => ({ ...each })), decisions }, insured, source);
const decisionsOn = async (row: typeof TRACTION) => (await answer(crdCallOf(row))).decisions;

/** The decision with its conditions not known: a fact did not arrive, or not completely, for this reason. */
function unsure(decision: Decision, reason: MissingReason, fact = 'conditions', id?: string): Decision {
  const { scope, facts, attempts } = decision.trace;
  const unknown = attempts.map(({ action, steps }) => ({
    action: { ...action, id: id ?? action.id },
    steps: steps.map((step) => ({ ...step, truth: 'unknown' as const, cause: { fact, reason } })),
  }));
  return { ...decision, trace: { scope, facts, attempts: unknown } };
}

describe('the determination of an order', () => {
  it.each<readonly [rule: string, fact: string, reason: MissingReason, determination: object]>([
    ['technical where the chart failed to come', 'conditions', 'server-failed', TECHNICAL_FAILURE],
    ['technical where coverages failed to come', 'coverages', 'timed-out', TECHNICAL_FAILURE],
    ['open where the chart was not sent', 'conditions', 'not-sent', OUTSIDE_POLICIES],
  ])('is %s and a policy could not decide therefore', async (_rule, fact, reason, determination) => {
    const decisions = (await decisionsOn(TRACTION)).map((decision) => unsure(decision, reason, fact));
    const outcome = { kind: 'unknown' as const, why: 'x' };
    expect(determined(decisions.map((decision) => ({ ...decision, outcome })))).toEqual(determination);
  });

  it('is open where the policy says nothing of the order, and where the payer has not adopted it', async () => {
    const decisions = await decisionsOn(TRACTION);
    const silent = decisions.map((decision) => ({ ...decision, outcome: { kind: 'not-applicable' as const } }));
    expect(determined(silent)).toEqual(OUTSIDE_POLICIES);
    const another = { ...insured, payer: { ...payer, id: 'nobody' } };
    expect(determine({ codings: [coding], decisions }, another, source)).toEqual(OUTSIDE_POLICIES);
  });

  it.each([
    ['the policy was adopted', '2029-12-31', '2027-12-31', '2027-12-31'],
    ['the coverage lasts', '2026-12-31', '2027-12-31', '2026-12-31'],
    ['the policy was adopted, under a coverage without an end', undefined, '2027-12-31', '2027-12-31'],
    ['the coverage lasts, under an adoption without an end', '2026-12-31', undefined, '2026-12-31'],
    ['neither ends', undefined, undefined, undefined],
  ])('holds as long as %s', async (_what, end, until, expires) => {
    const decisions = await decisionsOn(TRACTION);
    const match = { ...insured, coverage: coverageOf('c1', { period: { end } }) };
    const adoptions = knowledge.adoptions.map((adoption) => ({ ...adoption, until }));
    const adopted = { knowledge: { ...knowledge, adoptions }, today: TODAY };
    expect(determine({ codings: [coding], decisions }, match, adopted)?.expires).toBe(expires);
  });

  it('is open under a plan that pays for no therapy, whatever the payer adopted for its others', async () => {
    const order = { codings: [coding], decisions: await decisionsOn(TRACTION) };
    expect(determine(order, { ...insured, kind: 'limited' }, source)).toEqual(OUTSIDE_POLICIES);
  });

  it('is the stricter of two policies, in whatever order they come', async () => {
    const decisions = [...(await decisionsOn(TRACTION)), ...(await decisionsOn(DECOMPRESSION))];
    expect(determined(decisions)?.covered).toBe('not-covered');
    expect(determined(decisions.toReversed())?.covered).toBe('not-covered');
  });

  it.each<readonly [rule: string, codings: readonly object[] | undefined, determination: object]>([
    ['asks for a code where the order has none', [], CODE_NEEDED],
    ['asks for a code where its codings hold none', [{ display: 'Traction' }], CODE_NEEDED],
    ['is open where one of its codings holds a code', [{ display: 'Traction' }, coding], OUTSIDE_POLICIES],
    ['is open for a kind of order that no policy judges', undefined, OUTSIDE_POLICIES],
  ])('%s and no policy decides', (_rule, codings, determination) => {
    const order = { codings: codings?.map((each) => ({ ...each })), decisions: [] };
    expect(determine(order, insured, source)).toEqual(determination);
  });

  it('names each code once that stands on the claim', async () => {
    const codings = [
      coding,
      { code: '97012' },
      { ...coding, display: 'again' },
      { system: coding.system },
      { ...coding, code: '97010' },
    ];
    expect(determined(await decisionsOn(TRACTION), codings)?.billingCodes).toEqual([
      coding,
      { ...coding, code: '97010' },
    ]);
  });

  it.each([
    ['holds', 'units', 'covered'],
    ['is left to the record', 'contraindicated', 'conditional'],
    ['is left to the record', 'unheard', 'conditional'],
  ])('%s where it is not known whether the action "%s" comes first', async (_rule, id, covered) => {
    const decisions = await decisionsOn(TRACTION);
    const saidFor = (reason: MissingReason) =>
      determined(decisions.map((decision) => unsure(decision, reason, 'conditions', id)))?.covered;
    expect(saidFor('not-sent')).toBe(covered);
    expect(saidFor('late')).toBe(covered === 'covered' ? 'covered' : 'indeterminate');
  });

  it('says of a Coverage without an id of a member that it lacks one, and not that the insurer does not know it', () => {
    const coverage = coverageOf('c1', { subscriberId: undefined, identifier: [{ system: 'urn:x' }] });
    const found = determine({ codings: [coding], decisions: [] }, { kind: 'no-member', coverage, payer }, source);
    expect(found?.reason).toMatchObject({
      code: 'no-member-found',
      text: expect.stringMatching(/^The coverage has no id of a member, neither subscriberId nor identifier/),
    });
  });

  it.each([
    ['unranked', /^Several coverages of this insurer are active/],
    ['no-member', /^The insurer has no member with an id of this coverage$/],
    ['not-in-force', /^The coverage ended on 2026-09-30$/],
  ] as const)('says in words why nothing is covered: %s', (kind, text) => {
    const coverage = coverageOf('c1', { period: { end: '2026-09-30' } });
    const found = determine({ codings: [coding], decisions: [] }, { kind, coverage, payer }, source);
    expect(found).toMatchObject({ covered: 'not-covered', reason: { text: expect.stringMatching(text) } });
  });

  it.each(['none', 'other-payer'] as const)('is none where the Coverage is %s', async (kind) => {
    const order = { codings: [coding], decisions: await decisionsOn(TRACTION) };
    expect(determine(order, { kind }, source)).toBeUndefined();
  });
});

describe('the adoption by which a payer speaks', () => {
  it('is that of the payer, the policy and the day', async () => {
    const [decision] = await decisionsOn(TRACTION);
    if (!decision) throw new Error('the order is of no policy');
    const speaks = (id: string, today: string) => adoptionFor(decision, id, { knowledge, today })?.policy.id;
    expect(speaks(payer.id, TODAY)).toBe('traction');
    expect(speaks('nobody', TODAY)).toBeUndefined();
    expect(speaks(payer.id, '2030-01-01')).toBeUndefined();
  });

  it('is of several that follow each other the one of the day', async () => {
    const [decision] = await decisionsOn(TRACTION);
    if (!decision) throw new Error('the order is of no policy');
    const { policy } = decision;
    const [first] = knowledge.adoptions.filter((adoption) => adoption.policy === policy);
    if (!first) throw new Error('nobody has adopted the policy');
    const adoptions = [
      { ...first, until: '2026-12-31' },
      { ...first, from: '2027-01-01', until: undefined },
    ];
    const on = (today: string) =>
      adoptionFor({ policy }, first.payer, { knowledge: { ...knowledge, adoptions }, today });
    expect(on('2026-12-31')).toBe(adoptions[0]);
    expect(on('2027-01-01')).toBe(adoptions[1]);
  });
});
