import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync } from 'node:crypto';

/**
 * Hides what a client said, under keys of the operator. Hashing and encrypting are pure; the random that encrypting needs
 * comes from outside.
 */
export interface Pseudonymizer {
  /**
   * The same short name for the same text, from which nobody without the key gets the text: `~` and 32 hex digits. With a
   * site, a name that holds there only: what two sites store of a patient cannot be joined.
   */
  pseudonym(text: string, site?: string): string;
  /** A reference with a site's pseudonym for its id, such as `Condition/~1b9d…`; the type alone for `Condition/?`. */
  reference(reference: string, site: string): string;
  /** A UUID as it is, in lower case, since it says nothing; a pseudonym for any other text. */
  uuidOrPseudonym(text: string): string;
  /** The same 64 hex digits for the same text; not comparable with a pseudonym. */
  contentId(text: string): string;
  /** Encrypts a text (AES-256-GCM). */
  seal(text: string): string;
  /** The text, or undefined if it was sealed under another key or has been changed. */
  open(sealed: string): string | undefined;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for a UUID (RFC 9562 §4), which says nothing of a patient. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** No name of a FHIR resource type is longer than 40 letters. */
const REFERENCE = /^([A-Z][A-Za-z]{1,39})\/(.+)$/s;
const IV = 12;
const TAG = 16;
/** Fewest bytes of a secret that nobody guesses. */
export const SHORTEST_SECRET = 32;

/**
 * A pseudonymizer whose keys are derived from the secret, one for each purpose (HKDF-SHA-256). `randomBytes` gives the nonces of
 * what is sealed. Throws RangeError if the secret has fewer than 32 bytes.
 */
export function createPseudonymizer(secret: Uint8Array, randomBytes: (size: number) => Uint8Array): Pseudonymizer {
  if (secret.byteLength < SHORTEST_SECRET) throw new RangeError(`the secret has fewer than ${SHORTEST_SECRET} bytes`);
  const keyFor = (purpose: string) => createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32)));
  const [pseudonymKey, contentKey, sealKey] = [keyFor('pseudonym'), keyFor('fingerprint'), keyFor('seal')];
  const hmac = (key: ReturnType<typeof keyFor>, text: string) => createHmac('sha256', key).update(text).digest('hex');
  // No site has a line break in its name.
  const pseudonym = (text: string, site = '') => `~${hmac(pseudonymKey, `${site}\n${text}`).slice(0, 32)}`;
  return {
    pseudonym,
    reference(reference, site) {
      const [, type, id] = REFERENCE.exec(reference) ?? [];
      if (type === undefined || id === undefined) return pseudonym(reference, site);
      return id === '?' ? type : `${type}/${pseudonym(id, site)}`;
    },
    uuidOrPseudonym: (text) => (isUuid(text) ? text.toLowerCase() : pseudonym(text)),
    contentId: (text) => hmac(contentKey, text),
    seal(text) {
      const iv = randomBytes(IV);
      const cipher = createCipheriv('aes-256-gcm', sealKey, iv, { authTagLength: TAG });
      return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      );
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < IV + TAG) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, IV), { authTagLength: TAG });
      decipher.setAuthTag(bytes.subarray(-TAG));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(IV, -TAG)), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
