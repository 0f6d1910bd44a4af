import type { AxiosInstance } from 'axios';
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel';
import { LRUCache } from 'lru-cache';
import type { MissingReason } from '../decision/facts.ts';
import { asObject, type ParseJson } from '../json.ts';
import { shortenResources } from '../matching/long-resources.ts';
import { createOutgoing } from '../outgoing.ts';

/** The answer to one FHIR call: what the server said, or why there is nothing; `unsent` where the server was not asked. */
export type FhirAnswer = { readonly content: unknown } | { readonly missing: MissingReason; readonly unsent?: boolean };

/** A FHIR server that is called, with a token for it. */
export interface FhirTarget {
  /** Base address, with a final slash. */
  readonly base: URL;
  readonly token: string;
  /** Aborted at the deadline of the calls. */
  readonly signal: AbortSignal;
}

/** Calls FHIR servers. Sends the token to no other address, follows no redirect, and never throws. */
export interface FhirClient {
  /** Gets an address below the base of the server. `parse` reads the text of the answer; JSON.parse without it. */
  get(url: URL, target: FhirTarget, parse?: ParseJson): Promise<FhirAnswer>;
}

/** Limits of a client. */
interface FhirLimits {
  /** Largest answer in bytes, after decompression. */
  readonly answerLimit: number;
  /** Failures in a row after which a server is left alone. */
  readonly failureLimit: number;
  /** Time for which it is left alone, in milliseconds. */
  readonly pause: number;
}

/** The limits, unless others are given. */
const FHIR_LIMITS: FhirLimits = { answerLimit: 5 * 1024 * 1024, failureLimit: 5, pause: 10_000 };

/** Longest address that is called, in characters. Longer ones come of odd ids, and servers fail at them. */
const LONGEST_ADDRESS = 2000;
/** More servers than any deployment has; development mode allows any loopback port. */
const MOST_SERVERS = 200;
/** A call that had less time than this, in milliseconds, says nothing of the server when it is late. */
const FAIR_TIME = 100;
/** However long a server asks to be left alone, in milliseconds. */
const LONGEST_PAUSE = 300_000;

/** An answer, and what it says about the server. */
interface Outcome {
  readonly answer: FhirAnswer;
  /** The server failed, not the request. */
  readonly isServerFault: boolean;
  /** Retry-After, in milliseconds (RFC 9110 §10.2.3). */
  readonly retryAfter?: number;
}

/** A FHIR server that is called. */
interface Server {
  readonly breaker: CircuitBreakerPolicy;
  /** End of the pause, in milliseconds since 1970. */
  resumeAt: number;
}

function reasonOfStatus(status: number): MissingReason | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return 'redirected';
  if (status === 401 || status === 403) return 'refused';
  if (status === 404 || status === 410) return 'gone';
  if (status === 429) return 'throttled';
  // 501: the server does not know what the request asks for.
  return status >= 500 && status !== 501 ? 'server-failed' : 'failed';
}

function reasonOfError(error: unknown): MissingReason {
  const { code, response } = asObject(error) ?? {};
  if (code === 'ERR_CANCELED' || code === 'ECONNABORTED' || code === 'ETIMEDOUT') return 'late';
  // The same code stands for an answer over the limit and, then with the response, for one that broke off.
  return code === 'ERR_BAD_RESPONSE' && !response ? 'too-large' : 'unreachable';
}

function answerIn(text: unknown, parse: ParseJson): FhirAnswer {
  try {
    return typeof text === 'string' && text !== ''
      ? { content: shortenResources(parse(text)) }
      : { missing: 'not-fhir' };
  } catch {
    return { missing: 'not-fhir' };
  }
}

/** Milliseconds of a Retry-After header: seconds, or a date. */
function readRetryAfter(header: unknown): number {
  const text = typeof header === 'string' ? header.trim() : '';
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Math.min(Math.max(0, wait || 0), LONGEST_PAUSE);
}

async function call(http: AxiosInstance, url: URL, { token, signal }: FhirTarget, parse: ParseJson): Promise<Outcome> {
  const started = performance.now();
  try {
    const headers = { Authorization: `Bearer ${token}`, Accept: 'application/fhir+json, application/json;q=0.9' };
    const { status, data, headers: answered } = await http.get<unknown>(url.href, { headers, signal });
    const reason = reasonOfStatus(status);
    if (reason === undefined) return { answer: answerIn(data, parse), isServerFault: false };
    const isServerFault = reason === 'server-failed' || reason === 'throttled';
    const retryAfter = isServerFault ? readRetryAfter(answered['retry-after']) : 0;
    return { answer: { missing: reason }, isServerFault, retryAfter };
  } catch (error) {
    const missing = signal.aborted ? 'late' : reasonOfError(error);
    const isFair = missing === 'late' ? performance.now() - started >= FAIR_TIME : missing === 'unreachable';
    return { answer: { missing }, isServerFault: isFair };
  }
}

/**
 * A client with one circuit breaker for each FHIR server. Only failures of the server count, not those of a request: a refused
 * token, an address that it does not know, an answer that is too large. A server that asks for a pause gets it.
 */
export function createFhirClient(limits: Partial<FhirLimits> = {}): FhirClient {
  const { answerLimit, failureLimit, pause } = { ...FHIR_LIMITS, ...limits };
  const http = createOutgoing(answerLimit, true);
  const servers = new LRUCache<string, Server>({ max: MOST_SERVERS });
  const serverAt = ({ href }: URL): Server => {
    const known = servers.get(href);
    if (known) return known;
    const policy = handleWhenResult((outcome) => (outcome as Outcome).isServerFault);
    const options = { halfOpenAfter: pause, breaker: new ConsecutiveBreaker(failureLimit) };
    const server = { breaker: circuitBreaker(policy, options), resumeAt: 0 };
    servers.set(href, server);
    return server;
  };
  return {
    async get(url, target, parse = JSON.parse) {
      if (url.href.length > LONGEST_ADDRESS) return { missing: 'address-too-long', unsent: true };
      if (target.signal.aborted) return { missing: 'late', unsent: true };
      const server = serverAt(target.base);
      if (Date.now() < server.resumeAt) return { missing: 'throttled', unsent: true };
      try {
        const { answer, retryAfter = 0 } = await server.breaker.execute(() => call(http, url, target, parse));
        if (retryAfter > 0) server.resumeAt = Date.now() + retryAfter;
        return answer;
      } catch (error) {
        const isOpen = error instanceof BrokenCircuitError;
        return { missing: isOpen ? 'circuit-open' : 'unreachable', unsent: isOpen };
      }
    },
  };
}

/** One client for each site: what one site's requests do to a server takes it from no other site. */
export function createFhirClients(): (site: string) => FhirClient {
  const clients = new Map<string, FhirClient>();
  return (site) => {
    const client = clients.get(site) ?? createFhirClient();
    clients.set(site, client);
    return client;
  };
}
