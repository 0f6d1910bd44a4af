import { RequestError } from '../errors.ts';
import type { Site } from '../sites/site.ts';
import type { Hook } from './hook.ts';

/** Members of a site that decide which services it is offered. */
export type OfferedTo = Pick<Site, 'hooks' | 'crd'>;

/**
 * The error code by which a site is refused the service of a hook: it is one for CRD clients alone, or the site has switched it
 * off. Returns undefined if the site is offered the service.
 */
export function refusalOf(
  { name, forCrdAlone }: Hook,
  { hooks, crd }: OfferedTo,
): 'unknown-service' | 'service-off' | undefined {
  if (forCrdAlone && !crd) return 'unknown-service';
  return hooks && !hooks.has(name) ? 'service-off' : undefined;
}

/** Throws RequestError `unknown-service` or `service-off`, which says why, if a site is not offered the service of a hook. */
export function assertOffered(hook: Hook, site: OfferedTo): void {
  const refusal = refusalOf(hook, site);
  if (refusal === undefined) return;
  const why =
    refusal === 'unknown-service' ? 'is for CRD clients alone: sites with crd' : 'is not among the hooks of the site';
  throw new RequestError(refusal, [{ element: 'hook', text: `${hook.name} ${why}` }]);
}
