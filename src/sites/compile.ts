import type { PrefetchHabits } from '../hooks/prefetch.ts';
import { compileCrd } from './crd.ts';
import { onlyLive, type PolicyModes } from './policy-modes.ts';
import type { PoliciesFile, PrefetchFile, SiteFile, TrustFile } from './shape.ts';
import type { Algorithm, ClientTrust, Site } from './site.ts';

/** The algorithms that CDS Hooks recommends to support (§Signature algorithms). */
const RECOMMENDED: readonly Algorithm[] = ['ES384', 'RS384'];
/** Seconds. Epic's tokens live so long. */
const LIFETIME = 900;
const SKEW = 60;
/** Calls a minute. */
const RATE = 6000;

function compileTrust({ jku = [], keys, ...trust }: TrustFile): ClientTrust {
  return {
    issuer: trust.issuer,
    keys: keys ? { pinned: keys } : { jku: jku.map((address) => new URL(address)) },
    algorithms: trust.algorithms ?? RECOMMENDED,
    audience: trust.audience,
    tenant: trust.tenant,
    lifetime: trust.lifetime ?? LIFETIME,
    skew: trust.skew ?? SKEW,
    discovery: trust.discovery ?? 'open',
  };
}

function compileHabits({ pages = true, nulls = 'none', keys = {} }: PrefetchFile = {}): PrefetchHabits {
  return { pages, nulls, keys: new Map(Object.entries(keys)) };
}

function compilePolicies(file: PoliciesFile): PolicyModes {
  if (Array.isArray(file)) return onlyLive(file);
  const steps = Object.entries(file).map(([policy, written]) => {
    const list = typeof written === 'string' ? [{ mode: written }] : written;
    return [policy, list.map(({ mode, from }) => ({ mode, from }))] as const;
  });
  return { steps: new Map(steps), others: 'off' };
}

/** The site of a file that has been checked, with the defaults for what the file leaves out. */
export function compileSite({ id, trust, fhirServers = [], policies, ...file }: SiteFile): Site {
  return {
    id,
    trust: trust && compileTrust(trust),
    fhirServers: fhirServers.map((address) => new URL(address)),
    prefetch: compileHabits(file.prefetch),
    hooks: file.hooks && new Set(file.hooks),
    policies: policies && compilePolicies(policies),
    ...(file.expectedCards ? { expectedCards: file.expectedCards } : {}),
    timeZone: file.timeZone,
    cards: file.cards ?? 'standard',
    feedback: file.feedback ?? 'standard',
    rateLimit: file.rateLimit ?? RATE,
    crd: file.crd && compileCrd(file.crd),
  };
}
