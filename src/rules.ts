import { createDecider } from './decision/decide.ts';
import type { Rules } from './http/service.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { KnowledgeError } from './policies/fault.ts';
import { loadKnowledge } from './policies/load.ts';
import { checkPolicies } from './sites/load.ts';
import type { Site } from './sites/site.ts';

/** Loads the knowledge and compiles it. Throws KnowledgeError, also if a site switches on a policy that is not there. */
export function loadRules(root: string, sites: readonly Site[]): Rules {
  const knowledge = loadKnowledge(root);
  const faults = checkPolicies(sites, new Set(knowledge.policies.map(({ id }) => id)));
  if (faults.length > 0) throw new KnowledgeError(faults);
  return { knowledge, decider: createDecider(knowledge) };
}

/** The rules in force, which can be read anew while calls go on. */
export interface CurrentRules {
  current(): Rules;
  /** Swaps them as a whole if what is read has no fault; otherwise the old ones go on, and the log tells why. */
  reload(): void;
}

/** Starts with these rules; `load` reads them anew. */
export function createCurrentRules(load: () => Rules, log: Log, metrics: Metrics): CurrentRules {
  let rules = load();
  return {
    current: () => rules,
    reload() {
      try {
        rules = load();
        metrics.reloaded('taken');
        log.reloaded({ knowledge: rules.knowledge.fingerprint.knowledge });
      } catch (error) {
        metrics.reloaded('refused');
        log.notReloaded({ faults: error instanceof KnowledgeError ? error.message.split('\n') : ['cannot be loaded'] });
      }
    },
  };
}
