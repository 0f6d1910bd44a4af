import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { answerCall } from '../answer/answer-call.ts';
import type { Decision } from '../decision/decide.ts';
import { explain } from '../decision/explain.ts';
import { createFhirClient } from '../fhir/client.ts';
import { HOOKS } from '../hooks/hooks.ts';
import { orderSign } from '../hooks/order-sign.ts';
import { parseBody } from '../http/body.ts';
import { asObject } from '../json.ts';
import { OFFER } from '../offer.ts';
import { loadRules } from '../rules.ts';
import { loadSites } from '../sites/load.ts';
import { sitesInForce } from '../sites/mode.ts';
import type { Site } from '../sites/site.ts';
import { type Report, UsageError } from './report.ts';
import { settings } from './settings.ts';

interface ExplainOptions {
  readonly file: string;
  /** Id of the site that calls; only one site may be there without it. */
  readonly site?: string;
}

/** A person waits longer than an EHR: milliseconds for all FHIR calls together. */
const DEADLINE = 10_000;

/** The site of this id, or the only one there is. Throws UsageError that says which there are. */
function chooseSite(sites: readonly Site[], siteId: string | undefined): Site {
  const [site, another] = siteId === undefined ? sites : sites.filter(({ id }) => id === siteId);
  if (site && !another) return site;
  const known = sites.map(({ id }) => id).join(', ');
  throw new UsageError(
    siteId === undefined ? `--site must be one of ${known}` : `--site ${siteId} is none of ${known}`,
  );
}

/** What a decision says, without clinical words. */
function summaryOf({ order, policy, trace, outcome }: Decision) {
  return { order: order.reference, policy: policy.id, version: policy.version, ...trace, outcome };
}

/**
 * `explain`: why each order of a saved request did or did not raise a card. Shows clinical data. Throws UsageError,
 * RequestError, ConfigError, SitesError or KnowledgeError, and what reading the file throws.
 */
export async function run({ file, site: siteId }: ExplainOptions): Promise<Report> {
  const config = settings();
  const { sites } = sitesInForce(loadSites(config.sitesFolder, config), config);
  const site = chooseSite(sites, siteId);
  const body = parseBody(readFileSync(file), config.depthLimit);
  const named = asObject(body)?.['hook'];
  const hook = HOOKS.find(({ name }) => name === named) ?? orderSign;
  const fhir = { facts: OFFER.facts, client: createFhirClient(), development: !config.production, deadline: DEADLINE };
  const rules = loadRules(config.knowledgeRoot, sites);
  const ports = { rules, fhir, now: Date.now, newUuid: randomUUID, topicSystem: config.topicSystem };
  const { answer, screening, facts, decisions } = await answerCall({ body, hook, site }, ports);
  return {
    text: explain(screening, facts, decisions),
    data: { ...answer, facts: Object.fromEntries(facts), decisions: decisions.map(summaryOf) },
  };
}
