import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { RequestError } from '../errors.ts';
import type { Site } from '../sites/site.ts';
import { consume, MINUTE_IN_SECONDS, type SharedCounts } from './shared-counts.ts';

/** Holds callers to the calls a minute that they may make. Throws, or rejects with, RequestError `too-many-requests`. */
export interface RateLimits {
  /**
   * Counts a call for the address that it comes from, before anybody has looked at its token. Resolves with what takes it
   * off the count again, once it is known that a client has called.
   */
  countAddress(ip: string): Promise<() => void>;
  /**
   * Refuses a call that says to be of a site, if the site's own calls from this address have just been refused: a look at its
   * signature would be for nothing.
   */
  refuseExhausted(ip: string, site: Site): void;
  /** Counts a call for the site whose token it has brought. */
  countSite(ip: string, site: Site): Promise<void>;
}

/** Options of the rate limits. */
interface RateLimitsOptions {
  /** Calls a minute that one address may make without showing who it is. */
  readonly addressLimit?: number;
  /** Counts the calls of sites for all replicas together. */
  readonly shared?: SharedCounts | undefined;
}

/** Checking so many signatures takes half a second. */
const ADDRESS_LIMIT = 1200;
/** First bytes of an IPv6 address that are counted: the owner of one address has a whole network. */
const NETWORK_BYTES = 7;
const MOST_EXHAUSTED = 10_000;

/** The address, or the network of an IPv6 address. */
function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv4' ? address.toString() : address.toByteArray().slice(0, NETWORK_BYTES).join('.');
}

function tooMany(milliseconds: number): RequestError {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return new RequestError('too-many-requests', [], { 'Retry-After': String(seconds) });
}

/** Limits that are counted in this process, and those of sites in the shared counts too as long as these can be reached. */
export function createRateLimits({ addressLimit = ADDRESS_LIMIT, shared }: RateLimitsOptions = {}): RateLimits {
  const addresses = new RateLimiterMemory({ points: addressLimit, duration: MINUTE_IN_SECONDS });
  const sites = new Map<string, RateLimiterMemory>();
  const exhausted = new LRUCache<string, number>({ max: MOST_EXHAUSTED });
  const limiterOf = ({ id, rateLimit }: Site): RateLimiterMemory => {
    const limiter = sites.get(id) ?? new RateLimiterMemory({ points: rateLimit, duration: MINUTE_IN_SECONDS });
    sites.set(id, limiter);
    return limiter;
  };
  const keyOf = (ip: string, { id }: Site) => `${networkOf(ip)} ${id}`;
  return {
    async countAddress(ip) {
      const key = networkOf(ip);
      const wait = await consume(addresses, key);
      if (wait !== undefined) throw tooMany(wait);
      return () => void addresses.reward(key);
    },
    refuseExhausted(ip, site) {
      const wait = (exhausted.get(keyOf(ip, site)) ?? 0) - Date.now();
      if (wait > 0) throw tooMany(wait);
    },
    async countSite(ip, site) {
      if (!Number.isFinite(site.rateLimit)) return;
      const wait = (await consume(limiterOf(site), site.id)) ?? (await shared?.consume(site));
      if (wait === undefined) return;
      exhausted.set(keyOf(ip, site), Date.now() + wait);
      throw tooMany(wait);
    },
  };
}
