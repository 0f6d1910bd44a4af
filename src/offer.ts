import { FACTS } from './decision/facts.ts';
import { variablesOf } from './decision/variables.ts';
import type { Offer } from './hooks/discovery.ts';
import { HOOKS } from './hooks/hooks.ts';
import type { PolicyVocabulary } from './policies/policy.ts';
import type { Site } from './sites/site.ts';

/** The hooks and facts of this server. */
export const OFFER: Offer = { hooks: HOOKS, facts: FACTS };

/** Returns the offer for these sites together: hooks for CRD clients only if one of them is one. */
export function offerFor(sites: readonly Pick<Site, 'crd'>[]): Offer {
  const hasCrdClient = sites.some(({ crd }) => crd !== undefined);
  return { ...OFFER, hooks: HOOKS.filter(({ forCrdAlone }) => !forCrdAlone || hasCrdClient) };
}

/** Returns the hooks and variables that policies may reference under an offer. */
export function vocabularyOf({ hooks, facts }: Offer): PolicyVocabulary {
  return { hooks: [...new Set(hooks.map(({ trigger }) => trigger))], variables: variablesOf(facts) };
}

/** Hooks and variables that the policies of this server may reference. */
export const VOCABULARY = vocabularyOf(OFFER);
