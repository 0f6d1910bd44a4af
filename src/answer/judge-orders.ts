import type { Draft } from '../decision/decide.ts';
import { callDay } from '../decision/order-day.ts';
import type { AccessOrReason } from '../fhir-client/access.ts';
import { gatherFacts } from '../fhir-client/gather.ts';
import type { HookRequest } from '../hooks/request.ts';
import { inMode } from '../sites/policy-modes.ts';
import type { AnsweredCall, Call, Ports } from './answer-call.ts';
import { inSlices } from './time-slices.ts';

/** A call that was parsed: its orders, and the access to what else is known of its patient. */
interface ParsedCall {
  readonly request: HookRequest;
  readonly draft: Draft;
  readonly access: AccessOrReason;
}

/** Screens, gathers and decides: judges the orders of a call by the policies that are live at its site. Rejects with RequestError `aborted`. */
export async function judgeOrders(
  { site, isGone }: Call,
  { request, draft, access }: ParsedCall,
  { rules: { decider, knowledge }, fhir, now }: Ports,
): Promise<Pick<AnsweredCall, 'screening' | 'facts' | 'decisions'>> {
  const day = callDay(now(), site.timeZone);
  const screening = await inSlices(decider.screen(draft, day, inMode('live', site.policies, day.today)), isGone);
  const gathering = { call: request, client: site, outcomes: knowledge.searchOutcomes, access };
  // A CRD client is told of the coverage of orders that concern no policy, too.
  const needs = site.crd ? new Set([...screening.needs, 'coverages']) : screening.needs;
  const facts = await gatherFacts(gathering, { needs, references: screening.references }, fhir.facts);
  const decisions = await inSlices(decider.decide(screening, facts), isGone);
  return { screening, facts, decisions };
}
