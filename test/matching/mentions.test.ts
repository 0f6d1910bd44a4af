import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAffirmed, MOST_CHARACTERS, MOST_NAMES, readText } from '../../src/matching/mentions.ts';
import { knowledge } from '../support/knowledge.ts';
import { concept, lexiconOf } from '../support/lexicon.ts';

const names = lexiconOf([
  concept('frostcollar', ['frostcollar', 'fc-9000', 'frost collar']),
  concept('frost-therapy', ['frost therapy'], { needs: 'neck | cervical', without: 'skin | ice cream' }),
  concept('frost-collar-xl', ['frost collar xl']),
  concept('not-a-collar', ['frost collar bone', 'manual frost'], { role: 'look-alike' }),
]);
const vocabulary = { names, language: knowledge.language };

/** The names of a text that count. */
const counted = (text: string) =>
  readText(text, vocabulary)
    .mentions.filter((mention) => mention.inContext && isAffirmed(mention))
    .map(({ name }) => name.code);

describe('a name counts', () => {
  it.each([
    'frostcollar',
    'Order: FrostCollar, size M',
    'FROSTCOLLAR®',
    'Frost collar for neck pain',
    'Patient needs a frostcollar',
    'Frostcollar (no latex)',
    'No smoking. Frostcollar, size M',
    'No allergies; frostcollar',
    'Without complaint\nfrostcollar',
    'No improvement with exercise, order frostcollar',
    'Removal of sutures today, then frostcollar',
    'History of fusion. Now frostcollar',
    'Discontinue brace and start frostcollar',
    'Replace the old brace with a frostcollar',
    'No frostcollar. Ordering frostcollar now',
    'Frostcollar, removal of sutures',
    'Frostcollar, failed exercise before',
  ])('in "%s"', (text) => {
    expect(counted(text)).toEqual(['frostcollar']);
  });
});

describe('a name does not count', () => {
  it.each([
    'no frostcollar',
    'Not a candidate for a frostcollar',
    'Patient declines frostcollar',
    'Frostcollar declined',
    'Frostcollar was not ordered',
    'Frostcollar not indicated',
    'rather than a frostcollar',
    'without any frostcollar',
    'r/o frostcollar',
    's/p frostcollar',
    'status post frostcollar 2019',
    'History of frostcollar',
    'Removal of frostcollar',
    'Frostcollar, removal',
    'Discontinue frostcollar',
    'failed frostcollar',
    'MRI, patient has frostcollar in place',
    'X-ray of frostcollar',
    'Letter of appeal for frostcollar',
    'Patient education: frostcollar brochure',
    'no fc-9000 or frostcollar',
  ])('in "%s", which denies it or is about something else', (text) => {
    expect(counted(text)).toEqual([]);
  });

  it('says which words deny it', () => {
    const [mention] = readText('Patient declines a frostcollar', vocabulary).mentions;
    expect(mention).toMatchObject({
      words: 'frostcollar',
      assertion: { category: 'negated', words: 'patient declines', group: 'refuses', how: 'looked on' },
    });
  });
});

describe('what stands around a name', () => {
  it.each([
    ['a needed word in the same clause', 'frost therapy of the neck', ['frost-therapy']],
    ['a needed word elsewhere in the field', 'Cervical pain. Frost therapy', ['frost-therapy']],
    ['no needed word', 'frost therapy of the knee', []],
    ['a cancelling word in the same clause', 'frost therapy of the neck skin', []],
    ['a cancelling phrase in the same clause', 'neck: ice cream, frost therapy', []],
    ['a cancelling word in another clause', 'Neck. Skin clear. Frost therapy', ['frost-therapy']],
    ['a look-alike that holds the name', 'frost collar bone', []],
    ['a look-alike that overlaps the name', 'manual frost collar', []],
    ['a look-alike beside the name', 'manual frost; frost collar', ['frostcollar']],
    ['a longer name that holds the name', 'frost collar xl', ['frostcollar', 'frost-collar-xl']],
    ['a hyphen the name asks for', 'fc-9000', ['frostcollar']],
    ['a space where the name asks for a hyphen', 'fc 9000', []],
  ])('%s decides', (_rule, text, codes) => {
    expect(counted(text).toSorted()).toEqual([...codes].toSorted());
  });

  it('is not context if a look-alike explains it', () => {
    const mixed = lexiconOf([
      concept('device', ['device'], { needs: 'frost' }),
      concept('frost-damage', ['frost damage'], { role: 'look-alike' }),
    ]);
    const inContext = (text: string) =>
      readText(text, { names: mixed, language: knowledge.language }).mentions.map((mention) => mention.inContext);
    expect(inContext('frost device')).toEqual([true]);
    expect(inContext('device with frost damage')).toEqual([false]);
  });
});

describe('every product of the policies', () => {
  const products = ['LTX 3000', 'Orthotrac', 'Vertetrac', 'Pronex', 'VAX-D', 'Dynesys', 'DRX9000'];
  const found = (text: string) =>
    readText(text, knowledge).mentions.filter((mention) => mention.inContext && isAffirmed(mention));
  const product = fc.constantFrom(...products);
  const hyphen = fc.constantFrom('-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212', '\uFF0D');

  it('counts between full stops, whatever is said of other things around it', () => {
    // "call", of which fast-check is fond, would be a call about the product.
    const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((said) => !/call/i.test(said));
    fc.assert(
      fc.property(product, text, text, (name, before, after) => {
        // The full stop of an abbreviation would end nothing ("call R. NAME").
        expect(found(`${before} gown. ${name}. Gown ${after}`).length).toBeGreaterThan(0);
      }),
    );
  });

  it('counts however it is cased and whatever kind of hyphen it is written with', () => {
    const cases = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(product, cases, hyphen, (name, upper, dash) => {
        const written = [...name]
          .map((letter, at) => (upper[at] ? letter.toUpperCase() : letter.toLowerCase()))
          .join('');
        expect(found(written.replace('-', dash)).map((mention) => mention.name.code)).toEqual(
          found(name).map((mention) => mention.name.code),
        );
        expect(found(name)).not.toEqual([]);
      }),
    );
  });
});

describe('a long text', () => {
  it('is read to its end where it is not too long', () => {
    const text = `${'word '.repeat(MOST_CHARACTERS / 5 - 3)}frostcollar`;
    const { mentions, whole } = readText(text, vocabulary);
    expect([mentions.length, whole]).toEqual([1, true]);
  });

  it('says that it was not read whole, rather than that it names nothing', () => {
    const { mentions, whole } = readText(`${'word '.repeat(MOST_CHARACTERS / 5)}frostcollar`, vocabulary);
    expect([mentions.length, whole]).toEqual([0, false]);
  });

  it('with more names than are read says so too', () => {
    const { mentions, whole } = readText('frostcollar. '.repeat(MOST_NAMES + 1), vocabulary);
    expect([mentions.length, whole]).toEqual([MOST_NAMES, false]);
  });
});
