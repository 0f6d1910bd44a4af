/**
 * The credentials of an Authorization header of this scheme, whose name is read in any case (RFC 9110 §11.1); undefined for a header of
 * another scheme. Nothing is known of them yet.
 */
export function credentialsIn(authorization: string | undefined, scheme: 'bearer' | 'basic'): string | undefined {
  const [, name = '', credentials] = /^(\w+) +(.*)$/.exec(authorization ?? '') ?? [];
  return name.toLowerCase() === scheme ? credentials : undefined;
}
