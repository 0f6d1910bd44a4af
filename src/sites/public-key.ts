import { createHash, createPublicKey } from 'node:crypto';
import * as Type from 'typebox';
import { text } from '../schema/text-shapes.ts';
import { validatorOf } from '../schema/validator.ts';

const optional = Type.Optional(text);

/** A public key of a client (RFC 7517) that is meant for signatures. Other members, such as certificates, are never read. */
export const JwkShape = Type.Object({
  kty: Type.Enum(['EC', 'RSA', 'OKP']),
  kid: text,
  use: Type.Optional(Type.Enum(['sig'])),
  key_ops: Type.Optional(Type.Array(text, { uniqueItems: true })),
  ext: Type.Optional(Type.Boolean()),
  alg: optional,
  crv: optional,
  x: optional,
  y: optional,
  n: optional,
  e: optional,
});
export type Jwk = Type.Static<typeof JwkShape>;

/** True for a key of this form; whether it can be trusted is another question. */
export const isJwk = validatorOf(JwkShape);

/** Fewest bits of an RSA key (RFC 7518 §3.3). */
const RSA_BITS = 2048;

/**
 * Keys whose private half anybody can read, by the SHA-256 of their SubjectPublicKeyInfo: both of the CDS Hooks sandbox,
 * and the one of the example in the specification.
 */
const PUBLISHED = new Set([
  'a92f345bc2468b6f01e728ddb063c4e54390540db110ddd6930748da2368d983',
  '88db10f4687a27354b646bf21c6ac689710be50168968f80e17ac72124b1e4d5',
  'a093d0566297b33c4d987402180e00c3fcc3cd60f43c8244ad9ef1cf64a907de',
]);

function readKey({ kty, crv, x, y, n, e }: Jwk) {
  try {
    // Node's type wants members left out rather than undefined.
    const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
    return createPublicKey({ key: Object.fromEntries(members), format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** Returns the reason why a key cannot be trusted; undefined if it can. In production a key whose private half is published cannot. */
export function faultOfKey(jwk: Jwk, production: boolean): string | undefined {
  if ('d' in jwk) return 'is a private key: take out d and the members after it, and tell its owner';
  const key = readKey(jwk);
  if (!key) return 'is not a valid public key';
  if (jwk.kty === 'RSA' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < RSA_BITS)
    return `is an RSA key of fewer than ${RSA_BITS} bits`;
  const fingerprint = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  return production && PUBLISHED.has(fingerprint)
    ? 'has a private half that anybody can read: not in production'
    : undefined;
}
