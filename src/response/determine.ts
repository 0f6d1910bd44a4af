import { earlier } from '../calendar.ts';
import { lastDayOf } from '../decision/coverage.ts';
import { type CoverageMatch, type Insured, memberIdsOf, whyNotInForce } from '../decision/coverage-match.ts';
import type { Decision } from '../decision/decide.ts';
import { isFailure } from '../decision/facts.ts';
import { type Attempt, type Step, truthOf } from '../decision/trace.ts';
import type { JsonObject } from '../json.ts';
import { type Adoption, isAdoptionInForce } from '../policies/adoption.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import {
  type BillingCode,
  CODE_NEEDED,
  type Determination,
  leftToTheRecord,
  notInsured,
  OUTSIDE_POLICIES,
  stated,
  TECHNICAL_FAILURE,
} from './determination.ts';

/** An order with what the policies say of it. */
interface JudgedOrder {
  /** The order's codings, those of its billing options among them; undefined for a kind of order that no policy judges. */
  readonly codings: readonly JsonObject[] | undefined;
  readonly decisions: readonly Decision[];
  /** True if the Device that it refers to failed to come. */
  readonly isUnread?: boolean;
}

/** Input for the determinations of a call. */
export interface DeterminationSource {
  readonly knowledge: Knowledge;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** The adoption by which a payer speaks on a policy on a day. */
export function adoptionFor(
  { policy }: Pick<Decision, 'policy'>,
  payer: string,
  { knowledge, today }: Pick<DeterminationSource, 'knowledge' | 'today'>,
): Adoption | undefined {
  return knowledge.adoptions.find(
    (adoption) => adoption.payer === payer && adoption.policy === policy && isAdoptionInForce(adoption, today),
  );
}

/** The codings that will stand on the claim, as the client wrote them. */
function billingCodesIn(codings: readonly JsonObject[], { systems }: Knowledge): readonly BillingCode[] {
  const found = codings.flatMap(({ system, code }) => {
    if (typeof system !== 'string' || typeof code !== 'string') return [];
    const known = systems.resolve(system, code);
    return known && systems.isBilled(known.system) ? [{ system, code }] : [];
  });
  return [...new Map(found.map((code) => [`${code.system}|${code.code}`, code])).values()];
}

/** True if a truth is not known since data failed to come. */
const haveFailed = (steps: readonly Step[]) =>
  steps.some(({ truth, cause }) => truth === 'unknown' && isFailure(cause?.reason));

/** Returns the determination of a payer's adoption for a decision, or undefined if the policy is silent. */
function byPolicy(
  { trace: { scope, attempts }, outcome }: Decision,
  { statements, until }: Adoption,
  billingCodes: readonly BillingCode[],
): Determination | undefined {
  const stepsOf = (some: readonly Attempt[]) => some.flatMap(({ steps }) => steps);
  if (outcome.kind === 'unknown')
    return haveFailed([...scope, ...stepsOf(attempts)]) ? TECHNICAL_FAILURE : OUTSIDE_POLICIES;
  const statement = 'action' in outcome ? statements.get(outcome.action.id) : undefined;
  if (!statement) return undefined;
  const determination = stated(statement, billingCodes, until);
  // An action that comes before and could not be decided would have said something else.
  const open = attempts.filter(
    ({ action, steps }) => truthOf(steps) === 'unknown' && statements.get(action.id)?.covered !== statement.covered,
  );
  if (open.length === 0) return determination;
  return haveFailed(stepsOf(open)) ? TECHNICAL_FAILURE : leftToTheRecord(determination);
}

/** Answers of policies, the strictest first: of several it counts. */
const STRICTNESS: readonly Determination['covered'][] = ['not-covered', 'indeterminate', 'conditional', 'covered'];

function byPolicies(
  { codings, decisions, isUnread }: JudgedOrder,
  { coverage, payer }: Insured,
  source: DeterminationSource,
): Determination {
  const billingCodes = billingCodesIn(codings ?? [], source.knowledge);
  const lastDay = lastDayOf(coverage);
  const answers = decisions.flatMap((decision) => {
    const adoption = adoptionFor(decision, payer.id, source);
    // An assertion holds no longer than the Coverage does (CRD resp-30).
    const within = adoption && { ...adoption, until: earlier(adoption.until, lastDay) };
    return (within && byPolicy(decision, within, billingCodes)) ?? [];
  });
  const [strictest] = answers.toSorted((a, b) => STRICTNESS.indexOf(a.covered) - STRICTNESS.indexOf(b.covered));
  if (strictest) return strictest;
  if (isUnread) return TECHNICAL_FAILURE;
  const lacksCode = codings?.every(({ code }) => typeof code !== 'string') === true;
  return lacksCode ? CODE_NEEDED : OUTSIDE_POLICIES;
}

/** Determines an order under its Coverage (docs/crd.md §What comes back); undefined if nothing may be asserted. */
export function determine(
  order: JudgedOrder,
  insurance: CoverageMatch,
  source: DeterminationSource,
): Determination | undefined {
  switch (insurance.kind) {
    case 'none':
    case 'other-payer':
      return undefined;
    case 'not-in-force':
      return notInsured('no-active-coverage', whyNotInForce(insurance.coverage, source.today));
    case 'unranked':
      return notInsured(
        'coverage-not-found',
        'Several coverages of this insurer are active, and nothing says which pays first',
      );
    case 'no-member':
      return notInsured(
        'no-member-found',
        memberIdsOf(insurance.coverage).length === 0
          ? 'The coverage has no id of a member, neither subscriberId nor identifier, to find the member by'
          : 'The insurer has no member with an id of this coverage',
      );
    case 'limited':
      return OUTSIDE_POLICIES;
    case 'insured':
      return byPolicies(order, insurance, source);
  }
}
