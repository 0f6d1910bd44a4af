import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** What CDS Hooks recommends clients to sign with. */
export const ALGORITHMS = ['RS384', 'ES384'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export const ISSUER = 'https://ehr.bench.example';
const LIFETIME = 300;
/** Signed at the same time: enough for all cores, and no flood of promises. */
const AT_ONCE = 200;

/** A client's key. */
export interface Signer {
  readonly algorithm: Algorithm;
  readonly publicKey: JWK;
  /** Tokens for a path's full address, each with a `jti` of its own (CDS Hooks §Trusting CDS Clients). */
  sign(count: number, audience: string): Promise<readonly string[]>;
}

/** A client with a new key. */
export async function createSigner(algorithm: Algorithm): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm);
  const kid = `bench-${algorithm}`;
  const one = (audience: string, now: number) =>
    new SignJWT({})
      .setProtectedHeader({ alg: algorithm, kid, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + LIFETIME)
      .setJti(randomUUID())
      .sign(privateKey);
  return {
    algorithm,
    publicKey: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' },
    async sign(count, audience) {
      const tokens: string[] = [];
      while (tokens.length < count) {
        const now = Math.floor(Date.now() / 1000);
        const some = Array.from({ length: Math.min(AT_ONCE, count - tokens.length) }, () => one(audience, now));
        tokens.push(...(await Promise.all(some)));
      }
      return tokens;
    },
  };
}
