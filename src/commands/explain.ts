import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { answerCall } from '../answer/answer-call.ts';
import { judgeShadow, screenShadow } from '../answer/judge-shadow.ts';
import { isDay } from '../calendar.ts';
import type { Decision } from '../decision/decide.ts';
import { explain } from '../decision/explain.ts';
import { callDay, instantOn } from '../decision/order-day.ts';
import { RequestError } from '../errors.ts';
import { parseKeepingNumbers } from '../exact-numbers.ts';
import { createFhirClient } from '../fhir-client/client.ts';
import { hookOf } from '../hooks/hooks.ts';
import { assertOffered } from '../hooks/offered.ts';
import { parseRequest } from '../http/read-json.ts';
import type { ParseJson } from '../json.ts';
import { OFFER } from '../offer.ts';
import { KnowledgeError } from '../policies/fault.ts';
import { activeIds } from '../policies/in-force.ts';
import { loadRules, type Rules } from '../rules.ts';
import { loadSitesInForce } from '../sites/mode.ts';
import { describeModes, inMode } from '../sites/policy-modes.ts';
import type { Site } from '../sites/site.ts';
import { chooseSite } from './choose-site.ts';
import type { Report } from './report.ts';
import { knowledgeRoot, settings } from './settings.ts';
import { UsageError } from './usage-error.ts';

interface ExplainOptions {
  readonly file: string;
  /** Id of the site that calls; only one site may be there without it. */
  readonly site?: string;
  /** YYYY-MM-DD: the day the call and all its orders are taken to be of; without it now. */
  readonly at?: string;
  /** Knowledge root. */
  readonly root?: string;
  /** Content hash of the knowledge that a stored decision was made by, as `decisions` prints it. */
  readonly hash?: string;
}

/** A person waits longer than an EHR: milliseconds for all FHIR calls together. */
const DEADLINE = 10_000;

/** An instant of a day (YYYY-MM-DD) in a time zone. Throws UsageError. */
function instantOf(day: string, timeZone: string | undefined): number {
  if (!isDay(day)) throw new UsageError(`--at must be a day, YYYY-MM-DD, not ${day}`);
  return instantOn(day, timeZone);
}

/** Parses JSON as if no order said when it was written: all are then of the day of the call. Throws SyntaxError. */
function parseWithoutDates(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => (key === 'authoredOn' ? undefined : value));
}

/** The saved request of a file. Throws RequestError that names the file, and what reading it throws. */
function readSavedRequest(file: string, depthLimit: number, parse: ParseJson | undefined): unknown {
  const bytes = readFileSync(file);
  try {
    return parseRequest(bytes, depthLimit, parse);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const text = bytes.length === 0 ? 'is empty' : 'must be the body of a call, in JSON';
    throw new RequestError(error.code, [{ element: file, text }]);
  }
}

/** The rules of a knowledge root. Throws KnowledgeError, also if they are not those of this content hash. */
function rulesOf(root: string, sites: readonly Site[], hash: string | undefined): Rules {
  const rules = loadRules(root, sites);
  const { knowledge } = rules.knowledge.fingerprint;
  if (hash === undefined || hash === knowledge) return rules;
  const reason = `the knowledge ${hash} is not there, but ${knowledge}: check out its files, and name their folder`;
  throw new KnowledgeError([{ file: root, element: '--root', reason }]);
}

/** The modes of all policies at the site on a day. */
function modesLine({ id, policies }: Site, { knowledge }: Rules, day: string): string {
  const modes = describeModes(policies, activeIds(knowledge.policies), day);
  return `site ${id} on ${day}: ${modes.join('; ')}`;
}

/** Summarizes a decision without clinical words. */
function summaryOf({ order, policy, trace, outcome }: Decision, mode: 'live' | 'shadow') {
  return { order: order.reference, policy: policy.id, version: policy.version, mode, ...trace, outcome };
}

/**
 * `explain`: why each order of a saved request did or did not raise a card. Shows clinical data. Throws UsageError,
 * RequestError, ConfigError, SitesError or KnowledgeError, and what reading the file throws.
 */
export async function run({ file, site: siteId, at, root, hash }: ExplainOptions): Promise<Report> {
  const config = settings();
  const { sites } = loadSitesInForce(config);
  const site = chooseSite(sites, siteId);
  const parse = at === undefined ? site.crd && parseKeepingNumbers : parseWithoutDates;
  const body = readSavedRequest(file, config.depthLimit, parse);
  const now = at === undefined ? Date.now() : instantOf(at, site.timeZone);
  const fhir = { facts: OFFER.facts, client: createFhirClient(), development: !config.production, deadline: DEADLINE };
  const rules = rulesOf(knowledgeRoot(root), sites, hash);
  const ports = { rules, fhir, now: () => now, newUuid: randomUUID, topicSystem: config.topicSystem };
  const call = { body, hook: hookOf(body), site };
  assertOffered(call.hook, site);
  const answered = await answerCall(call, ports);
  const inShadow = screenShadow(call, answered, rules);
  const judged = inShadow && (await judgeShadow(call, answered, inShadow, ports));
  const { screening } = answered;
  const off = rules.decider.screenAgain(screening, inMode('off', site.policies, screening.day.today)).concerned;
  const explained = { ...answered, facts: judged?.facts ?? answered.facts, shadow: judged?.decisions ?? [], off };
  const decisions = [
    ...explained.decisions.map((decision) => summaryOf(decision, 'live')),
    ...explained.shadow.map((decision) => summaryOf(decision, 'shadow')),
  ];
  const { today } = callDay(now, site.timeZone);
  return {
    text: `${modesLine(site, rules, today)}\n${explain(explained)}`,
    data: { ...answered.answer, facts: Object.fromEntries(explained.facts), decisions },
  };
}
