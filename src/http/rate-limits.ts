import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RequestError } from '../errors.ts';
import type { Site } from '../sites/site.ts';

/** Holds callers to the calls a minute that they may make. Rejects with RequestError `too-many-requests`. */
export interface RateLimits {
  /**
   * Counts a call for the address that it comes from, before anybody has looked at its token. Resolves with what takes it
   * off the count again, once it is known that a client has called.
   */
  countAddress(ip: string): Promise<() => void>;
  /** Counts a call for the site whose token it has brought. */
  countSite(site: Site): Promise<void>;
}

const MINUTE = 60;
/** Calls a minute that one address may make without showing who it is: checking their signatures takes half a second. */
const ADDRESS_LIMIT = 1200;
/** Of IPv6 whoever has one address has a whole network. */
const NETWORK_BYTES = 7;

/** The address, or the network of an IPv6 address. */
function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv4' ? address.toString() : address.toByteArray().slice(0, NETWORK_BYTES).join('.');
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new RequestError('too-many-requests', [], { 'Retry-After': String(seconds) });
  }
}

/** Limits that count in this process. */
export function createRateLimits({ addressLimit = ADDRESS_LIMIT } = {}): RateLimits {
  const addresses = new RateLimiterMemory({ points: addressLimit, duration: MINUTE });
  const sites = new Map<string, RateLimiterMemory>();
  const limiterOf = ({ id, rateLimit }: Site): RateLimiterMemory => {
    const limiter = sites.get(id) ?? new RateLimiterMemory({ points: rateLimit, duration: MINUTE });
    sites.set(id, limiter);
    return limiter;
  };
  return {
    async countAddress(ip) {
      const key = networkOf(ip);
      await consume(addresses, key);
      return () => void addresses.reward(key);
    },
    async countSite(site) {
      if (Number.isFinite(site.rateLimit)) await consume(limiterOf(site), site.id);
    },
  };
}
