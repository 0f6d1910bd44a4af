import { OPEN_SITE, type Site } from '../../sites/site.ts';

/** Calls of the page are recorded under this name; no site can have it, since the ids of sites have no spaces. */
export const TRY_SITE: Site = { ...OPEN_SITE, id: 'the page Try an order' };
