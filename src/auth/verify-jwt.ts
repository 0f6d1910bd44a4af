import type { CryptoKey, JWTPayload } from 'jose';
import * as errors from 'jose/errors';
import { jwtVerify } from 'jose/jwt/verify';
import type { ClientTrust } from '../sites/site.ts';
import type { UnverifiedToken } from './read-token.ts';
import type { Refusal, Refused } from './refusal.ts';

/** The claims of a good token that are needed to use it up. */
export interface Claims {
  readonly jti: string;
  /** End of the token, in seconds since 1970. */
  readonly exp: number;
}

const LONGEST_JTI = 256;

const FAILED_CLAIMS: Readonly<Record<string, Refusal>> = {
  aud: 'audience',
  nbf: 'not-yet-valid',
  exp: 'expired',
  iat: 'issued-in-future',
};

/** jose's verdict in our words. An error that is not about the token is thrown on. */
function refusalOf(error: unknown): Refusal {
  // Only a token that lives too long can be too old and not yet have expired.
  if (error instanceof errors.JWTExpired) return error.claim === 'exp' ? 'expired' : 'life-too-long';
  if (error instanceof errors.JWTClaimValidationFailed)
    return (error.reason === 'check_failed' ? FAILED_CLAIMS[error.claim] : undefined) ?? 'claim-missing';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JOSEError) return 'malformed';
  throw error;
}

function checkClaims({ exp, iat, jti, tenant }: JWTPayload, trust: ClientTrust): Claims | Refused {
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_JTI) return { refused: 'claim-missing' };
  if (exp === undefined || iat === undefined) return { refused: 'claim-missing' };
  if (exp - iat > trust.lifetime) return { refused: 'life-too-long' };
  if (trust.tenant !== undefined && tenant !== trust.tenant) return { refused: 'tenant' };
  return { jti, exp };
}

/**
 * Checks the signature of a token, and only then its claims (CDS Hooks §Trusting CDS Clients, RFC 7519 §4.1): `aud` must
 * hold one of the audiences letter by letter. `now` is in milliseconds.
 */
export async function verifyJwt(
  { compact, issuer }: UnverifiedToken,
  key: CryptoKey,
  trust: ClientTrust,
  audiences: readonly string[],
  now: number,
): Promise<Claims | Refused> {
  try {
    const { payload } = await jwtVerify(compact, key, {
      algorithms: [...trust.algorithms],
      issuer,
      audience: [...audiences],
      clockTolerance: trust.skew,
      currentDate: new Date(now),
      // Without it jose does not look at `iat`.
      maxTokenAge: trust.lifetime,
    });
    return checkClaims(payload, trust);
  } catch (error) {
    return { refused: refusalOf(error) };
  }
}
