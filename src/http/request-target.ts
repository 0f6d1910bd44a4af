import type { RequestHandler } from 'express';

/** Scheme and authority of an absolute address. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/**
 * Brings the target of a request into the form that routes are written for: a proxy may send it in absolute form
 * (RFC 9112 §3.2.2), and clients join addresses carelessly: `/cds-services//id/` means `/cds-services/id` (CDS Hooks sandbox).
 */
export const plainTarget: RequestHandler = (request, _response, next) => {
  const [path = '', ...query] = request.url.replace(ORIGIN, '').split('?');
  request.url = [path.replace(/^$|\/{2,}/g, '/'), ...query].join('?');
  next();
};
