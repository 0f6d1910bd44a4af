import type { Request } from 'express';

/**
 * Our base address as the client of a request knows it, without a final slash. Behind proxies that are trusted it is the one that they
 * say was called (`X-Forwarded-Proto`, `X-Forwarded-Host`).
 */
export function calledAddress({ protocol, host }: Request): string {
  return `${protocol}://${host || 'localhost'}`;
}
