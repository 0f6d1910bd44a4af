import type { JWTPayload, ProtectedHeaderParameters } from 'jose';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { decodeJwt } from 'jose/jwt/decode';
import { credentialsIn } from './credentials.ts';
import type { Refused } from './refusal.ts';

/** Largest Authorization header that is read, in characters. */
const TOKEN_LIMIT = 8 * 1024;

/** The header and claims of a token. Nothing of it is known to be true yet. */
export interface UnverifiedToken {
  /** Three parts with dots between (RFC 7515 §7.1). */
  readonly compact: string;
  readonly header: { readonly alg: string; readonly kid: string; readonly jku: unknown };
  readonly issuer: string;
  readonly tenant: string | undefined;
}

type Parts = readonly [header: ProtectedHeaderParameters, claims: JWTPayload];

function decode(compact: string): Parts | undefined {
  try {
    return [decodeProtectedHeader(compact), decodeJwt(compact)];
  } catch {
    return undefined;
  }
}

/** The media type `JWT`, in any case and perhaps with `application/` before it (RFC 7519 §5.1). */
const isJwtType = (typ: unknown) => typeof typ === 'string' && /^(?:application\/)?jwt$/i.test(typ);

/**
 * Reads the bearer token of an Authorization header (RFC 6750 §2.1) as far as is needed to know whose it claims to be.
 * The members by which a token would bring its own key (`jwk`, `x5c`, `x5u`) are not read.
 */
export function readToken(authorization: string | undefined): UnverifiedToken | Refused {
  if (authorization === undefined) return { refused: 'no-token' };
  if (authorization.length > TOKEN_LIMIT) return { refused: 'too-large' };
  const compact = credentialsIn(authorization, 'bearer');
  if (compact === undefined) return { refused: 'no-token' };
  const parts = /^[\w-]+\.[\w-]+\.[\w-]*$/.test(compact) ? decode(compact) : undefined;
  if (!parts) return { refused: 'malformed' };
  const [{ alg, kid, typ, jku, crit, b64 }, { iss, ...claims }] = parts;
  // An extension named in `crit` must be understood or the token refused (RFC 7515 §4.1.11); no such extension is understood here.
  if (crit !== undefined || b64 !== undefined) return { refused: 'critical-header' };
  if (!isJwtType(typ)) return { refused: 'type' };
  if (typeof alg !== 'string') return { refused: 'algorithm' };
  if (typeof kid !== 'string' || kid === '') return { refused: 'no-key-id' };
  if (typeof iss !== 'string') return { refused: 'claim-missing' };
  const { tenant } = claims;
  return { compact, header: { alg, kid, jku }, issuer: iss, tenant: typeof tenant === 'string' ? tenant : undefined };
}
