import { createDecider, type Decider } from './decision/decide.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { VOCABULARY } from './offer.ts';
import { KnowledgeError } from './policies/fault.ts';
import { located } from './policies/knowledge-files.ts';
import { type LoadedKnowledge, loadKnowledge } from './policies/load.ts';
import { checkPayers, checkPolicies } from './sites/load.ts';
import { describeMode } from './sites/policy-modes.ts';
import type { Site } from './sites/site.ts';
import { adviceFor } from './startup-error.ts';

/** The knowledge in force, and what decides by it. Swapped as a whole. */
export interface Rules {
  readonly knowledge: LoadedKnowledge;
  readonly decider: Decider;
}

/** The rules in force, and the sites as their files say now. Swapped as a whole. */
export interface SiteRules extends Rules {
  /** By id. */
  readonly sites: ReadonlyMap<string, Site>;
}

/** The site with the policies that its file has now. */
export function siteNow(site: Site, { sites }: SiteRules): Site {
  return sites.get(site.id) ?? site;
}

/** Loads the knowledge and compiles it. Throws KnowledgeError, also if a site names a policy or a payer that is not there. */
export function loadRules(root: string, sites: readonly Site[]): SiteRules {
  const knowledge = loadKnowledge(root, VOCABULARY);
  const policies = new Set(knowledge.policies.map(({ id }) => id));
  const payers = new Set([...knowledge.payers.map(({ id }) => id), ...knowledge.adoptions.map(({ payer }) => payer)]);
  const faults = sites.flatMap((site) => {
    const found = [...checkPolicies(site, policies), ...checkPayers(site, payers, root)];
    return site.folder === undefined ? found : located(site.folder, found);
  });
  if (faults.length > 0) throw new KnowledgeError(faults);
  try {
    return {
      knowledge,
      decider: createDecider(knowledge),
      sites: new Map(sites.map((site) => [site.id, site])),
    };
  } catch (error) {
    throw error instanceof KnowledgeError ? new KnowledgeError(located(root, error.faults)) : error;
  }
}

/** Rules that were read anew. */
export interface Reloaded {
  readonly rules: SiteRules;
  /** Ids of sites whose files say something that waits for the next start. */
  readonly waiting: readonly string[];
}

/** The rules in force, which can be read anew while calls go on. */
interface CurrentRules {
  current(): SiteRules;
  /** Swaps them as a whole if what is read has no fault; otherwise the old ones go on, and the log tells why. */
  reload(): void;
}

/** Lists the policies whose mode at a site has changed: `st-mary: first-policy shadow, live from 2027-01-15`. */
function changedModes(before: SiteRules, after: SiteRules): readonly string[] {
  const ids = new Set([...before.knowledge.policies, ...after.knowledge.policies].map(({ id }) => id));
  return [...after.sites.values()].flatMap((site) =>
    [...ids].flatMap((policy) => {
      const [then, now] = [before.sites.get(site.id), site].map((one) => describeMode(one?.policies, policy, ''));
      return then === now ? [] : [`${site.id}: ${policy} ${now}`];
    }),
  );
}

/** Starts with these rules; `read` reads them anew. */
export function createCurrentRules(first: SiteRules, read: () => Reloaded, log: Log, metrics: Metrics): CurrentRules {
  let rules = first;
  return {
    current: () => rules,
    reload() {
      try {
        const { rules: next, waiting } = read();
        const modes = changedModes(rules, next);
        rules = next;
        metrics.reloaded('taken');
        log.reloaded({ knowledge: rules.knowledge.fingerprint.knowledge, modes, waiting });
      } catch (error) {
        metrics.reloaded('refused');
        log.notReloaded({ faults: adviceFor(error)?.split('\n') ?? ['cannot be loaded'] });
      }
    },
  };
}
