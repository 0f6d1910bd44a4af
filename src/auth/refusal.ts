/**
 * Every reason for which a token is refused: for the log and a counter, never for the caller. The order is that of the
 * checks. docs/security.md lists the same; a test holds the two together.
 */
export const REFUSALS = [
  'unknown-site',
  'no-site',
  'no-token',
  'too-large',
  'malformed',
  'critical-header',
  'type',
  'no-key-id',
  'unknown-issuer',
  'wrong-site',
  'ambiguous-site',
  'algorithm',
  'unknown-jku',
  'keys-unreachable',
  'unknown-key',
  'unsuitable-key',
  'signature',
  'claim-missing',
  'audience',
  'not-yet-valid',
  'expired',
  'issued-in-future',
  'life-too-long',
  'tenant',
  'replayed',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** A refusal, before or after the site was known. */
export interface Refused {
  readonly refused: Refusal;
}
