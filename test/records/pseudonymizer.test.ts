import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPseudonymizer } from '../../src/records/pseudonymizer.ts';
import { pseudonymizerOf } from '../support/pseudonymizer.ts';

const pseudonymizer = pseudonymizerOf();
const other = pseudonymizerOf(8);
const PSEUDONYM = /^~[0-9a-f]{32}$/;
const uuid = '4e0a3a1e-197f-44ab-ad90-d2a4d4c7f111';

describe('a pseudonym', () => {
  it('is the same for the same text, and another for another text or under another secret', () => {
    expect(pseudonymizer.pseudonym('12345')).toMatch(PSEUDONYM);
    expect(pseudonymizerOf().pseudonym('12345')).toBe(pseudonymizer.pseudonym('12345'));
    expect(pseudonymizer.pseudonym('12346')).not.toBe(pseudonymizer.pseudonym('12345'));
    expect(other.pseudonym('12345')).not.toBe(pseudonymizer.pseudonym('12345'));
  });

  it('cannot be compared with a content id, which has its own key', () => {
    expect(pseudonymizer.contentId('12345')).toMatch(/^[0-9a-f]{64}$/);
    expect(pseudonymizer.contentId('12345')).not.toContain(pseudonymizer.pseudonym('12345').slice(1));
  });

  it.each(['', 'p1', 'é'.repeat(200)])('hides %j by HMAC-SHA-256, as it always did', (text) => {
    const secret = new Uint8Array(32).fill(7);
    const key = (purpose: string) => new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32));
    const mac = (purpose: string, message: string) => createHmac('sha256', key(purpose)).update(message).digest('hex');
    const { contentId, pseudonym } = createPseudonymizer(secret, (size) => new Uint8Array(size));
    expect(contentId(text)).toBe(mac('fingerprint', text));
    expect(pseudonym(text, 'mercy')).toBe(`~${mac('pseudonym', `mercy\n${text}`).slice(0, 32)}`);
  });

  it('needs a secret that cannot be guessed', () => {
    expect(() => createPseudonymizer(new Uint8Array(31), (size) => new Uint8Array(size))).toThrow(RangeError);
  });
});

describe('a reference', () => {
  it.each([
    ['Condition/abc', `Condition/${pseudonymizer.pseudonym('abc', 'mercy')}`],
    ['Condition/a/b', `Condition/${pseudonymizer.pseudonym('a/b', 'mercy')}`],
    ['Condition/Smith\nJohn', `Condition/${pseudonymizer.pseudonym('Smith\nJohn', 'mercy')}`],
    [`Condition/${uuid}`, `Condition/${pseudonymizer.pseudonym(uuid, 'mercy')}`],
    ['Coverage/?', 'Coverage'],
    [
      'https://ehr.example.org/fhir/Condition/abc',
      pseudonymizer.pseudonym('https://ehr.example.org/fhir/Condition/abc', 'mercy'),
    ],
    ['smith/john', pseudonymizer.pseudonym('smith/john', 'mercy')],
    ['John Smith/1', pseudonymizer.pseudonym('John Smith/1', 'mercy')],
    [`${'Type'.repeat(11)}/1`, pseudonymizer.pseudonym(`${'Type'.repeat(11)}/1`, 'mercy')],
    ['Condition/', pseudonymizer.pseudonym('Condition/', 'mercy')],
    ['', pseudonymizer.pseudonym('', 'mercy')],
  ])('%j is kept as %s', (reference, kept) => {
    expect(pseudonymizer.reference(reference, 'mercy')).toBe(kept);
  });
});

describe('an id', () => {
  it('is kept if it is a UUID, in lower case', () => {
    expect(pseudonymizer.uuidOrPseudonym(uuid.toUpperCase())).toBe(uuid);
  });

  it.each(['', 'John Smith', `${uuid} `, `urn:uuid:${uuid}`, `${uuid}\n`, uuid.replaceAll('-', '')])(
    '%j becomes a pseudonym',
    (text) => {
      expect(pseudonymizer.uuidOrPseudonym(text)).toBe(pseudonymizer.pseudonym(text));
    },
  );
});

describe('what is sealed', () => {
  it('opens to the same text, and differs each time', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(texts, (text) => {
        const sealed = pseudonymizer.seal(text);
        expect(sealed).toMatch(/^[\w-]+$/);
        expect(pseudonymizer.open(sealed)).toBe(text.toWellFormed());
        expect(pseudonymizer.seal(text)).not.toBe(sealed);
      }),
    );
  });

  it('does not show the text', () => {
    const sealed = pseudonymizer.seal('John Smith');
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('John');
  });

  const sealed = pseudonymizer.seal('John Smith');
  const flipped = Buffer.from(sealed, 'base64url').map((byte, at) => (at === 14 ? byte ^ 1 : byte));
  it.each([
    ['under another secret', () => other.open(sealed)],
    ['if it was changed', () => pseudonymizer.open(Buffer.from(flipped).toString('base64url'))],
    ['if it was cut', () => pseudonymizer.open(sealed.slice(0, -4))],
    ['if it never was', () => pseudonymizer.open('John Smith')],
    ['if there is nothing', () => pseudonymizer.open('')],
  ])('does not open %s', (_how, open) => {
    expect(open()).toBeUndefined();
  });
});
