import type { Request, RequestHandler } from 'express';
import { plainPath } from '../auth/client-verifier.ts';
import { RequestError } from '../errors.ts';

/** Scheme and authority of an absolute address. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/** A path, `*`, or an absolute address whose host Express can read (RFC 9112 §3.2). */
const TARGET = /^(?:\/|\*$|https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:[/?#]|$))/i;

/** True for a target that this server can look for. */
export const isTarget = (target: string): boolean => TARGET.test(target);

/**
 * Brings the target of a request into the form that routes are written for: a proxy may send it in absolute form
 * (RFC 9112 §3.2.2), and clients join addresses carelessly: `/cds-services//id/` means `/cds-services/id` (CDS Hooks sandbox).
 */
export const plainTarget: RequestHandler = (request, _response, next) => {
  const [path = '', ...query] = request.url.replace(ORIGIN, '').split('?');
  request.url = [path.replace(/^$|\/{2,}/g, '/'), ...query].join('?');
  next();
};

/** Throws RequestError `method-not-allowed` unless the request has one of these methods. */
export function allowMethods({ method }: Request, ...allowed: readonly string[]): void {
  if (!allowed.includes(method)) throw new RequestError('method-not-allowed', [], { Allow: allowed.join(', ') });
}

/** The path that was called, as a token for it names it. */
export const pathOf = (request: Request) => plainPath(request.baseUrl + request.path);

/** A parameter of the path, if the path has it. */
export function parameterOf({ params }: Request, name: 'siteId' | 'service'): string | undefined {
  const value: unknown = params[name];
  return typeof value === 'string' ? value : undefined;
}

/** The id of the site in the path, if the path has one. */
export const siteIdOf = (request: Request) => parameterOf(request, 'siteId');
