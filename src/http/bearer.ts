import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { RequestError } from '../errors.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Refuses requests that do not bring this token: throws RequestError `unauthorized`. */
export function demandBearer(token: string): (request: Request) => void {
  const expected = digest(`Bearer ${token}`);
  return ({ headers }) => {
    // Digests are of one length, and compared in constant time.
    if (!timingSafeEqual(digest(headers.authorization ?? ''), expected))
      throw new RequestError('unauthorized', [], { 'WWW-Authenticate': 'Bearer' });
  };
}
