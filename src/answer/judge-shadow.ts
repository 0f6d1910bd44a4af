import type { Decision, Screening } from '../decision/decide.ts';
import type { Facts } from '../decision/facts.ts';
import { accessOf } from '../fhir-client/access.ts';
import { type FactSource, gatherFacts } from '../fhir-client/gather.ts';
import type { Rules } from '../rules.ts';
import { inMode } from '../sites/policy-modes.ts';
import type { AnsweredCall, Call } from './answer-call.ts';
import { inSlices } from './time-slices.ts';

/** Milliseconds for the FHIR calls of policies in shadow, at most: the end of the server waits for them. */
const LONGEST = 5000;

/** Dependencies of judging in shadow. */
interface ShadowPorts {
  readonly rules: Rules;
  /** With circuit breakers of its own: what fails here must not keep live policies from a FHIR server. */
  readonly fhir: FactSource;
}

/** Decisions of the policies in shadow, and the facts they were made by. */
interface ShadowJudgement {
  readonly decisions: readonly Decision[];
  readonly facts: Facts;
}

/** The screening of an answered call for the site's policies in shadow; undefined if none of them is concerned. */
export function screenShadow({ site }: Call, { screening }: AnsweredCall, { decider }: Rules): Screening | undefined {
  if (!site.policies || site.policies.steps.size === 0) return undefined;
  const shadow = decider.screenAgain(screening, inMode('shadow', site.policies, screening.day.today));
  return shadow.concerned.size === 0 ? undefined : shadow;
}

/** The facts of the answer, and those that only policies in shadow need. */
async function gatherMore(
  { site }: Call,
  { request, screening, facts }: AnsweredCall,
  shadow: Screening,
  { rules, fhir }: ShadowPorts,
): Promise<Facts> {
  const needs = new Set([...shadow.needs].filter((name) => !facts.has(name)));
  const areHeld = shadow.references.every((reference) => screening.references.includes(reference));
  if (needs.size === 0 && areHeld) return facts;
  const deadline = Math.min(site.crd?.deadline ?? fhir.deadline, LONGEST);
  const access = accessOf(request, site, { ...fhir, deadline });
  const gathering = { call: request, client: site, outcomes: rules.knowledge.searchOutcomes, access };
  const more = await gatherFacts(gathering, { needs, references: shadow.references }, fhir.facts);
  return new Map([...facts, ...more]);
}

/**
 * Judges the policies that are in shadow at a site, by a screening of screenShadow. For after the answer, so that neither its
 * bytes nor its time depend on them.
 */
export async function judgeShadow(
  call: Call,
  answered: AnsweredCall,
  shadow: Screening,
  ports: ShadowPorts,
): Promise<ShadowJudgement> {
  const facts = await gatherMore(call, answered, shadow, ports);
  return { decisions: await inSlices(ports.rules.decider.decide(shadow, facts)), facts };
}
