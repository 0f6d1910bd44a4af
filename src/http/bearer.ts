import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { credentialsIn } from '../auth/credentials.ts';
import { RequestError } from '../errors.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares texts with a secret in constant time: their digests, which are of one length. */
export function matchesSecret(secret: string): (text: string) => boolean {
  const expected = digest(secret);
  return (text) => timingSafeEqual(digest(text), expected);
}

/** Refuses requests that do not bring this token: throws RequestError `unauthorized`. */
export function demandBearer(token: string): (request: Request) => void {
  const isToken = matchesSecret(token);
  return ({ headers }) => {
    if (!isToken(credentialsIn(headers.authorization, 'bearer') ?? ''))
      throw new RequestError('unauthorized', [], { 'WWW-Authenticate': 'Bearer' });
  };
}
