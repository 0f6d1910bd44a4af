import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVault } from '../../src/records/pseudonym.ts';
import { vaultOf } from '../support/vault.ts';

const vault = vaultOf();
const other = vaultOf(8);
const PSEUDONYM = /^~[0-9a-f]{32}$/;
const uuid = '4e0a3a1e-197f-44ab-ad90-d2a4d4c7f111';

describe('a pseudonym', () => {
  it('is the same for the same text, and another for another text or under another secret', () => {
    expect(vault.pseudonym('12345')).toMatch(PSEUDONYM);
    expect(vaultOf().pseudonym('12345')).toBe(vault.pseudonym('12345'));
    expect(vault.pseudonym('12346')).not.toBe(vault.pseudonym('12345'));
    expect(other.pseudonym('12345')).not.toBe(vault.pseudonym('12345'));
  });

  it('cannot be compared with a fingerprint, which has its own key', () => {
    expect(vault.fingerprint('12345')).toMatch(/^[0-9a-f]{64}$/);
    expect(vault.fingerprint('12345')).not.toContain(vault.pseudonym('12345').slice(1));
  });

  it.each(['', 'p1', 'é'.repeat(200)])('hides %j by HMAC-SHA-256, as it always did', (text) => {
    const secret = new Uint8Array(32).fill(7);
    const key = (purpose: string) => new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32));
    const mac = (purpose: string, message: string) => createHmac('sha256', key(purpose)).update(message).digest('hex');
    const { fingerprint, pseudonym } = createVault(secret, (size) => new Uint8Array(size));
    expect(fingerprint(text)).toBe(mac('fingerprint', text));
    expect(pseudonym(text, 'mercy')).toBe(`~${mac('pseudonym', `mercy\n${text}`).slice(0, 32)}`);
  });

  it('needs a secret that cannot be guessed', () => {
    expect(() => createVault(new Uint8Array(31), (size) => new Uint8Array(size))).toThrow(RangeError);
  });
});

describe('a reference', () => {
  it.each([
    ['Condition/abc', `Condition/${vault.pseudonym('abc', 'mercy')}`],
    ['Condition/a/b', `Condition/${vault.pseudonym('a/b', 'mercy')}`],
    ['Condition/Smith\nJohn', `Condition/${vault.pseudonym('Smith\nJohn', 'mercy')}`],
    [`Condition/${uuid}`, `Condition/${vault.pseudonym(uuid, 'mercy')}`],
    ['Coverage/?', 'Coverage'],
    [
      'https://ehr.example.org/fhir/Condition/abc',
      vault.pseudonym('https://ehr.example.org/fhir/Condition/abc', 'mercy'),
    ],
    ['smith/john', vault.pseudonym('smith/john', 'mercy')],
    ['John Smith/1', vault.pseudonym('John Smith/1', 'mercy')],
    [`${'Type'.repeat(11)}/1`, vault.pseudonym(`${'Type'.repeat(11)}/1`, 'mercy')],
    ['Condition/', vault.pseudonym('Condition/', 'mercy')],
    ['', vault.pseudonym('', 'mercy')],
  ])('%j is kept as %s', (reference, kept) => {
    expect(vault.reference(reference, 'mercy')).toBe(kept);
  });
});

describe('an id', () => {
  it('is kept if it is a UUID, in lower case', () => {
    expect(vault.idOr(uuid.toUpperCase())).toBe(uuid);
  });

  it.each(['', 'John Smith', `${uuid} `, `urn:uuid:${uuid}`, `${uuid}\n`, uuid.replaceAll('-', '')])(
    '%j becomes a pseudonym',
    (text) => {
      expect(vault.idOr(text)).toBe(vault.pseudonym(text));
    },
  );
});

describe('what is sealed', () => {
  it('opens to the same text, and differs each time', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(texts, (text) => {
        const sealed = vault.seal(text);
        expect(sealed).toMatch(/^[\w-]+$/);
        expect(vault.open(sealed)).toBe(text.toWellFormed());
        expect(vault.seal(text)).not.toBe(sealed);
      }),
    );
  });

  it('does not show the text', () => {
    const sealed = vault.seal('John Smith');
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('John');
  });

  const sealed = vault.seal('John Smith');
  const flipped = Buffer.from(sealed, 'base64url').map((byte, at) => (at === 14 ? byte ^ 1 : byte));
  it.each([
    ['under another secret', () => other.open(sealed)],
    ['if it was changed', () => vault.open(Buffer.from(flipped).toString('base64url'))],
    ['if it was cut', () => vault.open(sealed.slice(0, -4))],
    ['if it never was', () => vault.open('John Smith')],
    ['if there is nothing', () => vault.open('')],
  ])('does not open %s', (_how, open) => {
    expect(open()).toBeUndefined();
  });
});
