import { describe, expect, it } from 'vitest';
import { describeText } from '../../src/matching/describe-text.ts';
import { knowledge } from '../support/knowledge.ts';

const linesOf = (text: string) => describeText(text, knowledge).split('\n');

describe('how a text is read, for an author', () => {
  it('shows the clause, its segments, what each phrase is taken for, and what decided', () => {
    expect(linesOf('Hx of metal DRX9000, no VAX-D')).toEqual([
      'Hx of metal DRX9000, no VAX-D',
      '  clause, read as an order',
      '    | hx of (trigger history, historical) · metal (other-thing illnesses) · [drx9000]',
      '    | no (trigger particle, negated) · [vax d]',
      '  "drx9000" is DRX9000 (decompression-names), counts',
      '  "vax d" is VAX-D (decompression-names), negated by "no" (particle, looked on)',
      '  "vax d" is VAX D (decompression-names), negated by "no" (particle, looked on)',
      '  "hx of" (history) was spent on "metal"',
    ]);
  });

  it('says on which side a condition is read', () => {
    expect(linesOf('no bone metastases')).toContain('  clause, read as a condition');
  });

  it('says that no name stands in it', () => {
    expect(linesOf('chest pain').at(-1)).toBe('  no name');
  });

  it('says that a text is not read to its end', () => {
    expect(linesOf(`${'seen again. '.repeat(3000)}DRX9000`).at(-1)).toBe('  not read to its end: too long');
  });
});
