import { STANDARD_HABITS } from '../../hooks/prefetch.ts';
import type { Site } from '../../sites/site.ts';

/** Calls of the page are recorded under this name; no site can have it, since the ids of sites have no spaces. */
export const TRY_SITE: Site = {
  id: 'the page Try an order',
  trust: undefined,
  fhirServers: [],
  prefetch: STANDARD_HABITS,
  timeZone: undefined,
  crd: undefined,
  hooks: undefined,
  policies: undefined,
  cards: 'standard',
  feedback: 'standard',
  rateLimit: Number.POSITIVE_INFINITY,
};
