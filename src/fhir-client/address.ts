import type { MissingReason } from '../decision/facts.ts';
import { isLoopback } from '../loopback.ts';

/** The FHIR servers that may be called, in words: those that are named, and in development any on this machine. */
export const serversInWords = (named: readonly URL[], development: boolean): readonly string[] => [
  ...named.map(String),
  ...(development ? ['any on this machine (development)'] : []),
];

/** The FHIR servers that may be called. */
interface Trust {
  /** Base addresses the operator registered. */
  readonly servers: readonly URL[];
  /** Loopback addresses may be called too, and servers without TLS. */
  readonly development: boolean;
}

function parse(address: string, base?: URL): URL | undefined {
  const url = URL.canParse(address, base?.href) ? new URL(address, base?.href) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  // A server may take an encoded slash for a slash, and climb out of its base.
  return /%2f|%5c/i.test(url.pathname) ? undefined : url;
}

const folder = ({ pathname }: URL) => (pathname.endsWith('/') ? pathname : `${pathname}/`);

/** True if the address lies within the base: same origin, and the base's path or something below it. */
function isWithin(url: URL, base: URL): boolean {
  return url.origin === base.origin && folder(url).startsWith(folder(base));
}

/**
 * The base address of a FHIR server the client named, always with a final slash, if it may be called. Compared by
 * parsed origin and path, never by how the text begins.
 */
export function trustedBase(fhirServer: string, { servers, development }: Trust): URL | MissingReason {
  const url = parse(fhirServer);
  if (url?.search !== '' || url.hash !== '') return 'untrusted-server';
  const isLocal = development && isLoopback(url.hostname);
  if (!isLocal && !servers.some((server) => isWithin(url, server))) return 'untrusted-server';
  if (!development && url.protocol !== 'https:') return 'insecure-server';
  return new URL(folder(url), url.origin);
}

/** An address given by the server itself (a next link, a reference), resolved; undefined if it leads off the server. */
export function addressWithin(address: string, base: URL): URL | undefined {
  const url = parse(address, base);
  return url && isWithin(url, base) ? url : undefined;
}
