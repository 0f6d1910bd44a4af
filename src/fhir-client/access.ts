import type { MissingReason } from '../decision/facts.ts';
import type { HookRequest } from '../hooks/request.ts';
import { trustedBase } from './address.ts';
import type { FhirClient, FhirTarget } from './client.ts';

/** A trusted FHIR server with a token for it, until the deadline of the request, which all its calls share. */
export interface FhirAccess extends FhirTarget {
  readonly client: FhirClient;
  /** Scopes of the token. */
  readonly scope: string;
}

/** Access to the client's FHIR server, or the reason why there is none. */
export type AccessOrReason = FhirAccess | MissingReason;

/** The client that calls FHIR servers, and the rules for its calls. */
export interface FhirSource {
  readonly client: FhirClient;
  /** Loopback addresses may be called too, and servers without TLS. */
  readonly development: boolean;
  /** Milliseconds for all calls of one request together. */
  readonly deadline: number;
}

/** Access to the client's FHIR server, if it is one of these (CDS Hooks §FHIR Resource Access). Its deadline begins to run. */
export function accessOf(
  { fhirServer, authorization }: HookRequest,
  { fhirServers: servers }: { readonly fhirServers: readonly URL[] },
  { client, development, deadline }: FhirSource,
): AccessOrReason {
  if (fhirServer === undefined) return 'not-sent';
  if (authorization.state !== 'usable') return 'no-token';
  const base = trustedBase(fhirServer, { servers, development });
  if (typeof base === 'string') return base;
  const { token, scope } = authorization;
  return { client, base, token, scope, signal: AbortSignal.timeout(deadline) };
}
