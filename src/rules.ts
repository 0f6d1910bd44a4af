import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createDecider, type Decider } from './decision/decide.ts';
import type { Offer } from './hooks/discovery.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { OFFER, vocabularyOf } from './offer.ts';
import { KnowledgeError } from './policies/fault.ts';
import { type LoadedKnowledge, loadKnowledge, located } from './policies/load.ts';
import { checkPayers, checkPolicies } from './sites/load.ts';
import type { Site } from './sites/site.ts';

/** The knowledge in force, and what decides by it. Swapped as a whole. */
export interface Rules {
  readonly knowledge: LoadedKnowledge;
  readonly decider: Decider;
}

const NO_FOLDER = {
  element: 'KNOWLEDGE_ROOT',
  reason: 'must be a folder that can be read, with cards and fhir-resources in it',
};

/** Loads the knowledge and compiles it. Throws KnowledgeError, also if a site names a policy or a payer that is not there. */
export function loadRules(root: string, sites: readonly Site[], offer: Offer = OFFER): Rules {
  if (!existsSync(join(root, 'fhir-resources'))) throw new KnowledgeError([{ file: root, ...NO_FOLDER }]);
  const knowledge = loadKnowledge(root, vocabularyOf(offer));
  const payers = [...knowledge.payers.map(({ id }) => id), ...knowledge.adoptions.map(({ payer }) => payer)];
  const faults = [
    ...checkPolicies(sites, new Set(knowledge.policies.map(({ id }) => id))),
    ...checkPayers(sites, new Set(payers)),
  ];
  if (faults.length > 0) throw new KnowledgeError(faults);
  try {
    return { knowledge, decider: createDecider(knowledge, offer.facts) };
  } catch (error) {
    throw error instanceof KnowledgeError ? new KnowledgeError(located(root, error.faults)) : error;
  }
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
