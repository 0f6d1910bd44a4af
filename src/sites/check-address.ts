import { isLoopback } from '../loopback.ts';

const NO_ADDRESS = 'must be an absolute address with https';

function faultOfAddress(text: string, production: boolean): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return NO_ADDRESS;
  if (url.username !== '' || url.password !== '') return 'must not name a user';
  if (text.includes('#')) return 'must not have a fragment';
  return production && url.protocol !== 'https:' ? 'must have https in production' : undefined;
}

/** The fault of the address of a key set, or undefined. Without TLS only on this machine: who can change the keys can sign as anybody. */
export function faultOfKeyAddress(text: string, production: boolean): string | undefined {
  const fault = faultOfAddress(text, production);
  if (fault) return fault;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || isLoopback(hostname) ? undefined : 'must have https, except on loopback';
}

/** The fault of a base to which paths are added, such as that of a FHIR server. */
export function faultOfBase(text: string, production: boolean): string | undefined {
  return faultOfAddress(text, production) ?? (text.includes('?') ? 'must not have a query' : undefined);
}

/** The fault of our public base address. It is compared letter by letter, so there is one way to write it. */
export function faultOfAudience(text: string, production: boolean): string | undefined {
  const fault = faultOfBase(text, production);
  if (fault) return fault;
  if (text.endsWith('/')) return 'must not end with a slash';
  if (text.endsWith('/cds-services')) return 'must be the address before /cds-services';
  const canonical = new URL(text).href.replace(/\/$/, '');
  return text === canonical ? undefined : `must be written as ${canonical}`;
}
