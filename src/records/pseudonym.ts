import { createCipheriv, createDecipheriv, hash, hkdfSync } from 'node:crypto';

/**
 * Hides what a client said, under keys of the operator. Hashing and encrypting are pure; the random that encrypting needs
 * comes from outside.
 */
export interface Vault {
  /**
   * The same short name for the same text, from which nobody without the key gets the text: `~` and 32 hex digits. With a
   * site, a name that holds there only: what two sites store of a patient cannot be joined.
   */
  pseudonym(text: string, site?: string): string;
  /** A reference with a site's pseudonym for its id, such as `Condition/~1b9d…`; the type alone for `Condition/?`. */
  reference(reference: string, site: string): string;
  /** A UUID as it is, in lower case, since it says nothing; a pseudonym for any other text. */
  idOr(text: string): string;
  /** The same 64 hex digits for the same text; not comparable with a pseudonym. */
  fingerprint(text: string): string;
  /** Encrypts a text (AES-256-GCM). */
  seal(text: string): string;
  /** The text, or nothing if it was sealed under another key or has been changed. */
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

/** Bytes that SHA-256 takes in at once. */
const BLOCK = 64;

/**
 * HMAC-SHA-256 (RFC 2104) under one key, in hex. Written out, since each call hides several ids: Node's own looks up algorithm
 * and key anew each time, which costs three times as much as the hashing.
 */
function createMac(key: Uint8Array): (text: string) => string {
  const block = new Uint8Array(BLOCK);
  block.set(key);
  const inner = block.map((byte) => byte ^ 0x36);
  const outer = block.map((byte) => byte ^ 0x5c);
  return (text) => {
    const digest = hash('sha256', Buffer.concat([inner, Buffer.from(text)]), 'buffer');
    return hash('sha256', Buffer.concat([outer, digest]));
  };
}

/**
 * A vault whose keys are derived from the secret, one for each purpose (HKDF-SHA-256). `randomBytes` gives the nonces of
 * what is sealed. Throws RangeError if the secret has fewer than 32 bytes.
 */
export function createVault(secret: Uint8Array, randomBytes: (size: number) => Uint8Array): Vault {
  if (secret.byteLength < 32) throw new RangeError('the secret has fewer than 32 bytes');
  const keyFor = (purpose: string) => new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32));
  const [naming, marking, sealing] = [keyFor('pseudonym'), keyFor('fingerprint'), keyFor('seal')];
  const [name, mark] = [createMac(naming), createMac(marking)];
  // No site has a line break in its name.
  const pseudonym = (text: string, site = '') => `~${name(`${site}\n${text}`).slice(0, 32)}`;
  return {
    pseudonym,
    reference(reference, site) {
      const [, type, id] = REFERENCE.exec(reference) ?? [];
      if (type === undefined || id === undefined) return pseudonym(reference, site);
      return id === '?' ? type : `${type}/${pseudonym(id, site)}`;
    },
    idOr: (text) => (isUuid(text) ? text.toLowerCase() : pseudonym(text)),
    fingerprint: mark,
    seal(text) {
      const iv = randomBytes(IV);
      const cipher = createCipheriv('aes-256-gcm', sealing, iv, { authTagLength: TAG });
      return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      );
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < IV + TAG) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, IV), { authTagLength: TAG });
      decipher.setAuthTag(bytes.subarray(-TAG));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(IV, -TAG)), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
