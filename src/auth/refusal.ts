/**
 * Every reason for which a token is refused, with its meaning for the people who connect a client. The reason goes to the log, to
 * a counter and to those people, never to the caller. The order is that of the checks. docs/security.md lists the same reasons with their
 * remedies; a test holds the two together.
 */
export const REFUSAL_MEANINGS = {
  'unknown-site': 'The path names a site that has no file.',
  'no-site': 'There is no token, and the path names none of several sites, of which at least one needs no token.',
  'no-token': 'There is no Authorization header, or it has another scheme than Bearer.',
  'too-large': 'The header is larger than 8 KiB.',
  malformed: 'It is no JWT, or there is more in the header than one.',
  'critical-header': 'The header holds crit or b64: extensions that this server does not have.',
  type: 'typ is not JWT.',
  'no-key-id': 'There is no kid.',
  'unknown-issuer': 'No site has this iss.',
  'wrong-site': 'The issuer is that of another site than the path.',
  'ambiguous-site': 'Several sites would take the token.',
  algorithm: 'alg is missing, or not among algorithms.',
  'unknown-jku': 'jku is not among those of the site.',
  'keys-unreachable': 'There are no keys: they could not be fetched, or not for 24 hours.',
  'unknown-key': 'The key set has no usable key with this kid, also after it was fetched anew.',
  'unsuitable-key': 'The key does not go with alg, or several keys have this kid.',
  signature: 'The signature is wrong.',
  'claim-missing': 'iss, aud, exp, iat or jti is missing, or one of them or nbf has the wrong form.',
  audience: 'aud is not the address called.',
  'not-yet-valid': 'nbf is in the future.',
  expired: 'exp is past.',
  'issued-in-future': 'iat is in the future.',
  'life-too-long': 'exp less iat is more than lifetime.',
  tenant: 'tenant is not that of the site, or no site of this issuer has it.',
  replayed: 'The token was used before.',
} as const satisfies Readonly<Record<string, string>>;
export type Refusal = keyof typeof REFUSAL_MEANINGS;

/** A refusal, before or after the site was known. */
export interface Refused {
  readonly refused: Refusal;
}
