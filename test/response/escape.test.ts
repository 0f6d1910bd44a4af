import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdown, plain, shorten } from '../../src/response/escape.ts';
import { anyText } from '../support/any-text.ts';

const hostile = fc
  .array(
    fc.oneof(
      anyText(8),
      fc.constantFrom(
        '<b>',
        '<img onerror=x',
        '</',
        '[x](javascript:alert(1))',
        'https://',
        'ht',
        'tp://',
        '//',
        'www.',
        'ww',
        'w.',
      ),
      fc.constantFrom(
        '`',
        '```',
        '|',
        '![',
        ']',
        '\r\n',
        '\u2028',
        '\u202E',
        '\u200B',
        '\u0000',
        '&lt;',
        '&#60;',
        '\uD83D',
        '\\',
        '*',
        '_',
        '#',
        '> ',
      ),
      fc.constantFrom('javascript:', 'data:', 'a@b.example', 'e.x', '1. ', '- ', '+ '),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** A pair of surrogates cut in two leaves one without the other. */
const isWhole = (text: string) => text.isWellFormed();

describe('plain text', () => {
  it.each([
    ['Mechanical traction, 15 lb', 'Mechanical traction, 15 lb'],
    ["Saunders' vest (L1499) 50% + more: 2/day", "Saunders' vest (L1499) 50% + more: 2/day"],
    ['Élan® – großes Gerät', 'Élan® – großes Gerät'],
    ['<img src=x onerror=alert(1)>', ''],
    ['before <b>bold</b> after', 'before bold after'],
    ['before<b>bold</b>after', 'before bold after'],
    ['an open <script tag', 'an open'],
    ['tap onclick=go() here', 'tap here'],
    ['[x](javascript:alert(1))', 'x ( alert(1))'],
    ['see https://evil.example/x now', 'see now'],
    ['see //evil.example now', 'see now'],
    ['see WWW.evil.example now', 'see now'],
    ['a\nb\tc\u0000d', 'a b c d'],
    ['left\u202Eright\u200B', 'left right'],
    ['**bold** `code` | cell | ~~no~~ # h', 'bold code cell no h'],
    ['a@b.example', 'a b.example'],
    ['{payerName}', 'payerName'],
    ['   ', ''],
  ])('of "%s" is "%s"', (text, safe) => {
    expect(plain(text)).toBe(safe);
  });

  it('never holds control characters, markup, addresses or the marks of Markdown', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const safe = plain(text);
        expect(safe).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>[\]{}`|\\*_#~!@=^$"]/u);
        expect(safe).not.toMatch(/\/\/|www\.|\b(?:java|vb)script\s*:/i);
        expect(safe).toBe(safe.trim());
        expect(isWhole(safe)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('stays what it is when it is made safe again', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(plain(plain(text))).toBe(plain(text));
      }),
    );
  });

  it.each(['javascript:x', ' JavaScript :x', '_javascript:x', '__vbscript:x', '*javascript:x', '<b>javascript:x'])(
    'of "%s" holds no script address',
    (text) => {
      expect(plain(text)).not.toMatch(/script\s*:/i);
    },
  );

  it('is never longer than a reader can bear', () => {
    for (const text of ['word ', 'word', 'wörd']) expect(plain(text.repeat(10_000)).length).toBeLessThanOrEqual(400);
  });
});

describe('text for Markdown', () => {
  it.each([
    ['- item', '\\- item'],
    ['+ item', '\\+ item'],
    ['1. item', '1\\. item'],
    ['12) item', '12\\) item'],
    ['R&D &lt;b&gt;', 'R\\&D \\&lt;b\\&gt;'],
    ['2-level fusion', '2-level fusion'],
    ['# heading', 'heading'],
    ['> quote', 'quote'],
    ['| cell |', 'cell'],
  ])('of "%s" is "%s"', (text, safe) => {
    expect(markdown(text)).toBe(safe);
  });

  it('is inert: no markup, no list, no entity, no link, one line', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const safe = markdown(text);
        expect(safe).not.toMatch(/[<>[\]`|*_#~\n\r]|(?<!\\)&|\/\/|www\./i);
        expect(safe).not.toMatch(/^(?:[-+–]|\d+[.)])/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('shortening', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['Vertebral axial decompression, per session', 20, 'Vertebral axial…'],
    ['Vertebral axial, decompression', 18, 'Vertebral axial…'],
    ['Vertebral axial –, decompression', 20, 'Vertebral axial…'],
    ['abcde fghijkl', 10, 'abcde fgh…'],
    ['abcdef ghijkl', 10, 'abcdef…'],
    ['Donaudampfschifffahrt', 10, 'Donaudamp…'],
    ['a Donaudampfschifffahrt', 10, 'a Donauda…'],
    ['🦴🦴🦴🦴', 5, '🦴🦴…'],
    ['👩‍⚕️👩‍⚕️👩‍⚕️', 8, '👩‍⚕️…'],
  ])('of "%s" to %i is "%s"', (text, limit, short) => {
    expect(shorten(text, limit)).toBe(short);
  });

  it('never exceeds the limit and never cuts a character in two', () => {
    const texts = fc.string({
      unit: fc.constantFrom('a', ' ', '.', 'é', '🦴', 'e\u0301', '👩‍⚕️', '-'),
      maxLength: 80,
      size: 'max',
    });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 60 }), (text, limit) => {
        const short = shorten(text, limit);
        expect(short.length).toBeLessThanOrEqual(limit);
        expect(isWhole(short)).toBe(true);
        expect(text === short || short.endsWith('…')).toBe(true);
        expect(text.startsWith(short.replace(/…$/, ''))).toBe(true);
      }),
    );
  });
});
