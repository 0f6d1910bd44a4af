import { describe, expect, it } from 'vitest';
import { literalAt, readForm } from '../../src/policies/form.ts';

describe('the form of an expression', () => {
  it.each([
    ["%payer = 'x'", '%payer = %_0', ['x']],
    [
      "%a.memberOf('https://x/a') or %b.named('y', 'z')",
      '%a.memberOf(%_0) or %b.named(%_1, %_2)',
      ['https://x/a', 'y', 'z'],
    ],
    ["a in ( 'x'|'y' | '' )", 'a in ( %_0|%_1 | %_2 )', ['x', 'y', '']],
    ["a.where('%0 // \"' = b)", 'a.where(%_0 = b)', ['%0 // "']],
  ])('of %s is %s', (text, form, literals) => {
    expect(readForm(text)).toMatchObject({ form: { text: form, open: literals.length }, literals });
  });

  it.each([
    ['a literal that may be a unit', "a = 4 'mg'"],
    ['the name of a variable', "%'x' = a"],
    ['a literal with an escape', "a = 'it\\'s'"],
    ['a name in backticks', "`it's` = 'x'"],
    ['a comment', "a = 'x' // 'y'"],
    ['what looks like such a variable', "a = '%_1'"],
    ['a variable named as a literal would be', "%_0 = 'x'"],
    ['no literal', '%a.exists()'],
  ])('keeps %s', (_what, text) => {
    expect(readForm(text)).toMatchObject({ form: { text, open: 0 }, literals: [] });
  });

  it('is the same for expressions that differ in their literals only', () => {
    expect(readForm("%payer = 'x'").form).toBe(readForm("%payer = 'y'").form);
  });

  it('says which of its variables stand for literals', () => {
    const { form } = readForm("%payer = 'x'");
    expect(['_0', '_1', 'payer', '_'].map((variable) => literalAt(variable, form))).toEqual([
      0,
      undefined,
      undefined,
      undefined,
    ]);
    expect(literalAt('_0', readForm('%_0').form)).toBeUndefined();
  });

  it('does not hide where the author went wrong', () => {
    expect(() => readForm("%a.memberOf('https://example.org/a') or or")).toThrow(/column: 40/);
  });
});
