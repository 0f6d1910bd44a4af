import { FACTS } from './decision/facts.ts';
import { variablesOf } from './decision/variables.ts';
import type { Offer } from './hooks/discovery.ts';
import { HOOKS } from './hooks/hooks.ts';
import type { Vocabulary } from './policies/policy.ts';

/** The hooks and facts of this server. */
export const OFFER: Offer = { hooks: HOOKS, facts: FACTS };

/** What policies may refer to where these hooks and facts are offered. */
export function vocabularyOf({ hooks, facts }: Offer): Vocabulary {
  return { hooks: [...new Set(hooks.map(({ trigger }) => trigger))], variables: variablesOf(facts) };
}

/** What the policies of this server may refer to. */
export const VOCABULARY = vocabularyOf(OFFER);
