import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel';
import type { MissingReason } from '../decision/facts.ts';
import { asObject } from '../json.ts';
import { createOutgoing } from '../outgoing.ts';

/** The answer to one FHIR call: what the server said, or why there is nothing. */
export type FhirAnswer = { readonly content: unknown } | { readonly missing: MissingReason };

/** Parses JSON. Throws SyntaxError. */
export type ReadJson = (text: string) => unknown;

/** Calls FHIR servers. Sends the token to no other address, follows no redirect, and never throws. */
export interface FhirClient {
  get(url: URL, base: URL, token: string, signal: AbortSignal, read?: ReadJson): Promise<FhirAnswer>;
}

export interface FhirLimits {
  /** Largest answer in bytes, after decompression. */
  readonly answerLimit: number;
  /** Failures in a row after which a server is left alone. */
  readonly failureLimit: number;
  /** How long it is left alone, in milliseconds. */
  readonly pause: number;
}

export const FHIR_LIMITS: FhirLimits = { answerLimit: 5 * 1024 * 1024, failureLimit: 5, pause: 10_000 };

/** Failures of the server itself, for which it is left alone; a refused token says nothing about the server. */
const SERVER_FAILURES = new Set<MissingReason>(['server-failed', 'throttled', 'unreachable', 'late']);
/** More servers than any deployment has; development mode allows any loopback port. */
const MOST_BREAKERS = 200;

function reasonOfStatus(status: number): MissingReason | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return 'redirected';
  if (status === 401 || status === 403) return 'refused';
  if (status === 404 || status === 410) return 'gone';
  if (status === 429) return 'throttled';
  return status >= 500 ? 'server-failed' : 'failed';
}

function reasonOfError(error: unknown): MissingReason {
  const { code, response } = asObject(error) ?? {};
  if (code === 'ERR_CANCELED' || code === 'ECONNABORTED' || code === 'ETIMEDOUT') return 'late';
  // The same code stands for an answer over the limit and, then with the response, for one that broke off.
  return code === 'ERR_BAD_RESPONSE' && !response ? 'too-large' : 'unreachable';
}

function parse(text: unknown, read: ReadJson): FhirAnswer {
  try {
    return typeof text === 'string' && text !== '' ? { content: read(text) } : { missing: 'not-fhir' };
  } catch {
    return { missing: 'not-fhir' };
  }
}

/** A client with one circuit breaker for each FHIR server. */
export function createFhirClient({ answerLimit, failureLimit, pause }: FhirLimits = FHIR_LIMITS): FhirClient {
  const outgoing = createOutgoing(answerLimit, true);
  const breakers = new Map<string, CircuitBreakerPolicy>();
  const breakerOf = ({ href }: URL): CircuitBreakerPolicy => {
    const known = breakers.get(href);
    if (known) return known;
    const breaker = circuitBreaker(
      handleWhenResult((answer) => SERVER_FAILURES.has((answer as { missing?: MissingReason }).missing ?? 'failed')),
      { halfOpenAfter: pause, breaker: new ConsecutiveBreaker(failureLimit) },
    );
    const [oldest] = breakers.size >= MOST_BREAKERS ? breakers.keys() : [];
    if (oldest !== undefined) breakers.delete(oldest);
    breakers.set(href, breaker);
    return breaker;
  };
  const call = async (url: URL, token: string, signal: AbortSignal, read: ReadJson): Promise<FhirAnswer> => {
    try {
      const headers = { Authorization: `Bearer ${token}`, Accept: 'application/fhir+json, application/json;q=0.9' };
      const http = await outgoing();
      const { status, data } = await http.get<unknown>(url.href, { headers, signal });
      const reason = reasonOfStatus(status);
      return reason === undefined ? parse(data, read) : { missing: reason };
    } catch (error) {
      return { missing: signal.aborted ? 'late' : reasonOfError(error) };
    }
  };
  return {
    async get(url, base, token, signal, read = JSON.parse) {
      if (signal.aborted) return { missing: 'late' };
      try {
        return await breakerOf(base).execute(() => call(url, token, signal, read));
      } catch (error) {
        return { missing: error instanceof BrokenCircuitError ? 'left-alone' : 'unreachable' };
      }
    },
  };
}
