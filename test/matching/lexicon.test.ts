import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLexicon, namesOf } from '../../src/matching/lexicon.ts';
import { matchAt } from '../../src/matching/phrase.ts';
import { clausesOf } from '../../src/matching/tokenize.ts';
import { createFaultList } from '../../src/policies/fault.ts';
import type { CodeSystem } from '../../src/policies/resource-schema.ts';

function read(concept: CodeSystem['concept']) {
  const faults = createFaultList();
  const resource: CodeSystem = {
    resourceType: 'CodeSystem',
    id: 'x',
    url: 'https://example.org/CodeSystem/x',
    version: '1',
    name: 'X',
    status: 'active',
    content: 'complete',
    property: ['role', 'needs', 'without', 'code-gives-context', 'choice'].map((code) => ({
      code,
      type: 'string',
      description: code,
    })),
    concept,
  };
  return { names: namesOf(resource, 'x.json', faults), faults: faults.faults };
}

function found(concept: CodeSystem['concept'], text: string): readonly string[] {
  const lexicon = createLexicon(read(concept).names);
  return clausesOf(text).flatMap((clause) =>
    lexicon.find(clause).map(({ name, start, end }) => `${name.code} ${start}-${end}`),
  );
}

const collar = {
  code: 'collar',
  display: 'Frost collar',
  designation: [{ value: 'frost|ice collar' }, { value: 'frostcollar' }],
};

describe('a lexicon', () => {
  it.each([
    ['Frost collar', ['collar 0-2']],
    ['order an ice collar, or a FROSTCOLLAR', ['collar 2-4', 'collar 6-7']],
    ['frost. collar', []],
    ['collar of frost', []],
    ['frostcolar', ['collar 0-1']],
    ['fostcollar', ['collar 0-1']],
    ['', []],
  ])('finds in "%s" %j', (text, matches) => {
    expect(found([collar], text)).toEqual(matches);
  });

  it('takes the display for the name where no designation is given', () => {
    expect(found([{ code: 'a', display: 'Frost collar' }], 'a frost collar')).toEqual(['a 1-3']);
  });

  it('finds every name that fits, and each once', () => {
    const two = [collar, { code: 'frost', display: 'Frost' }];
    expect(found(two, 'frost collar').toSorted()).toEqual(['collar 0-2', 'frost 0-1']);
  });

  it('keeps apart long words one slip apart', () => {
    const two = [
      { code: 'a', display: 'collarine' },
      { code: 'b', display: 'collarone' },
    ];
    expect(found(two, 'collarine')).toContain('a 0-1');
    expect(found(two, 'collarxne').toSorted()).toEqual(['a 0-1', 'b 0-1']);
  });

  it('finds a long name with any one slip behind its first letter', () => {
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
    const word = fc.string({ unit: letter, minLength: 7, maxLength: 24 });
    fc.assert(
      fc.property(word, letter, fc.nat(), fc.nat(2), (name, wrong, place, kind) => {
        const at = 1 + (place % (name.length - 1));
        const rest = name.slice(kind === 0 ? at : at + 1);
        const written = `${name.slice(0, at)}${kind === 2 ? '' : wrong}${rest}`;
        expect(found([{ code: 'a', display: name }], `order ${written} today`)).toContain('a 1-2');
      }),
    );
  });
});

describe('the index of a lexicon', () => {
  const word = fc.constantFrom('frost', 'collar', 'ice', 'cervical', 'cervicla', 'cervicall', 'of', 'the');
  const part = fc.tuple(word, fc.constantFrom('', '?', '|ice', '|frost?')).map(([first, rest]) => first + rest);
  const phrase = fc
    .tuple(word, fc.array(fc.tuple(fc.constantFrom('', '~1 ', '~2 '), part), { maxLength: 3 }))
    .map(([first, rest]) => [first, ...rest.map((pair) => pair.join(''))].join(' '));

  it('finds what trying every phrase at every word finds', () => {
    fc.assert(
      fc.property(
        fc.array(phrase, { minLength: 1, maxLength: 6 }),
        fc.array(word, { maxLength: 9 }),
        (phrases, words) => {
          const [name] = read([{ ...collar, designation: phrases.map((value) => ({ value })) }]).names;
          const clause = clausesOf(words.join(' '))[0] ?? [];
          const each = clause.flatMap((_, start) =>
            (name?.phrases ?? []).flatMap((compiled) => {
              const end = matchAt(compiled, clause, start);
              return end === undefined ? [] : [`${start}-${end}`];
            }),
          );
          const matches = createLexicon(name ? [name] : []).find(clause);
          expect(matches.map(({ start, end }) => `${start}-${end}`)).toEqual(each);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a name', () => {
  const concept = {
    ...collar,
    property: [
      { code: 'needs', valueString: 'neck | cervical' },
      { code: 'needs', valueString: 'cooling' },
      { code: 'without', valueString: 'dog | cat' },
      { code: 'code-gives-context', valueBoolean: true },
      { code: 'choice', valueString: 'because' },
    ],
  };

  it('has the context, the exclusions and the choice that its properties say', () => {
    const [name] = read([concept]).names;
    expect(name).toMatchObject({ role: 'name', codeGivesContext: true, choice: 'because', display: 'Frost collar' });
    expect(name?.needs.map((group) => group.map(({ source }) => source))).toEqual([['neck', 'cervical'], ['cooling']]);
    expect(name?.without.map(({ source }) => source)).toEqual(['dog', 'cat']);
  });

  it('without properties is a plain name that needs nothing', () => {
    const [name] = read([collar]).names;
    expect(name).toMatchObject({ role: 'name', needs: [], without: [], codeGivesContext: false });
    expect(name).not.toHaveProperty('choice');
  });
});
