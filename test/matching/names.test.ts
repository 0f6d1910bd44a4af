import { describe, expect, it } from 'vitest';
import { readNames } from '../../src/matching/names.ts';
import { concept, namesOf } from '../support/lexicon.ts';

describe('a name', () => {
  it('has the context, the exclusions and the choice that its properties say', () => {
    const property = [
      { code: 'needs', valueString: 'neck | cervical' },
      { code: 'needs', valueString: 'cooling' },
      { code: 'without', valueString: 'dog | cat' },
      { code: 'qualifiers', valueString: 'severe | unstable' },
      { code: 'code-gives-context', valueBoolean: true },
      { code: 'lasting', valueBoolean: true },
      { code: 'kind', valueCode: 'condition' },
      { code: 'choice', valueString: 'because' },
    ];
    const [name] = namesOf([{ code: 'collar', display: 'Frost collar', property }]);
    expect(name).toMatchObject({
      role: 'name',
      kind: 'condition',
      codeGivesContext: true,
      lasting: true,
      choice: 'because',
      display: 'Frost collar',
      qualifiers: new Set(['severe', 'unstable']),
    });
    expect(name?.needs.map((group) => group.map(({ source }) => source))).toEqual([['neck', 'cervical'], ['cooling']]);
    expect(name?.without.map(({ source }) => source)).toEqual(['dog', 'cat']);
  });

  it('without properties is a thing that is ordered, and needs nothing', () => {
    const [name] = namesOf([{ code: 'collar', display: 'Frost collar' }]);
    expect(name).toMatchObject({ role: 'name', kind: 'orderable', needs: [], without: [], codeGivesContext: false });
    expect(name?.phrases.map(({ source }) => source)).toEqual(['Frost collar']);
    expect(name).not.toHaveProperty('choice');
  });

  it.each([
    ['a code stands twice', [concept('a', ['a']), concept('a', ['b'])], 'CodeSystem.concept[1].code a stands twice'],
    ['a role is unknown', [concept('a', ['a'], { role: 'hero' })], 'CodeSystem.concept[0] role hero is unknown'],
    ['a kind is unknown', [concept('a', ['a'], { kind: 'toy' })], 'CodeSystem.concept[0] kind toy is unknown'],
    ['a phrase is malformed', [concept('a', ['a||b'])], 'CodeSystem.concept[0].designation[0] "a||b" is no phrase'],
  ])('is refused where %s', (_why, concepts, fault) => {
    const faults: string[] = [];
    const source = { url: 'x', property: [{ code: 'role' }, { code: 'kind' }], concept: concepts };
    readNames(source, (element, reason) => void faults.push(`${element} ${reason}`));
    expect(faults).toEqual([fault]);
  });

  it('is refused where a property is not declared', () => {
    const faults: string[] = [];
    readNames({ url: 'x', concept: [concept('a', ['a'], { needs: 'b' })] }, (element) => void faults.push(element));
    expect(faults).toEqual(['CodeSystem.concept[0].property[0]']);
  });
});
