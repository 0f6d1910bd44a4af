import { credentialsIn } from '../auth/credentials.ts';
import { RequestError } from '../errors.ts';
import { matchesSecret } from '../http/bearer.ts';

/**
 * Access to the pages beside those of the evidence: all of them to everybody (development mode), all to who shows the admin
 * token, all to whom the proxy in front has let through, or none.
 */
export type PagesSetting = 'open' | 'admin-token' | 'proxy-login' | 'evidence';

/** Lets a request through to the pages that are not evidence, or throws RequestError `not-found` or `unauthorized`. */
export type CheckAccess = (authorization: string | undefined) => void;

/** The token of an Authorization header: a Bearer token, or the password that a browser asked for. */
function tokenIn(authorization: string | undefined): string {
  const pair = Buffer.from(credentialsIn(authorization, 'basic') ?? '', 'base64').toString('utf8');
  return credentialsIn(authorization, 'bearer') ?? pair.slice(pair.indexOf(':') + 1);
}

/** Checks access to pages that are not evidence. `token` is the admin token. */
export function createCheckAccess(setting: PagesSetting, token: string | undefined): CheckAccess {
  if (setting === 'open' || setting === 'proxy-login') return () => undefined;
  if (setting === 'evidence' || token === undefined)
    return () => {
      throw new RequestError('not-found');
    };
  const isToken = matchesSecret(token);
  return (authorization) => {
    if (!isToken(tokenIn(authorization)))
      throw new RequestError('unauthorized', [], {
        'WWW-Authenticate': 'Basic realm="spine-coverage-cds", charset="UTF-8"',
      });
  };
}
