import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { orderLabel } from '../../src/response/order-label.ts';

describe('the label of an order', () => {
  it.each<readonly [what: string, titles: readonly string[], codings: readonly JsonObject[], label: string]>([
    ['its first title', ['First', 'Second'], [{ code: '1' }], 'First'],
    ['the first title that says something', ['<br>', 'Second'], [{ code: '1' }], 'Second'],
    ['its first code, without a title', [], [{ display: 'x' }, { code: '1' }], '1'],
    ['no name of its own, without either', ['<br>'], [{ code: '**' }], 'This order'],
  ])('is %s', (_what, titles, codings, label) => {
    expect(orderLabel(titles, codings)).toBe(label);
  });

  it.each<readonly [what: string, titles: readonly string[], label: string]>([
    [
      'the statement that names what is ordered',
      ['NSAIDs contraindicated; mechanical traction, lumbar'],
      'mechanical traction, lumbar',
    ],
    [
      'that statement of a later title',
      ['Fx unstable. See note', 'Pt unsafe - MECHANICAL TRACTION'],
      'MECHANICAL TRACTION',
    ],
    ['that statement, however it is written', ['Not on NSAIDs: Mechanical-Traction'], 'Mechanical-Traction'],
    ['a title of one statement, where none is named', ['Not safe. Call first', 'Lumbar table'], 'Lumbar table'],
    ['the code, where every title says more', ['Not safe. Call first'], '97012'],
    [
      'the code, where the one that names it is behind what is read',
      [`Not safe;${' x'.repeat(10_000)}; mechanical traction`],
      '97012',
    ],
    [
      'the first title of one statement',
      ['Traction, lumbar, 15 min.', 'mechanical traction'],
      'Traction, lumbar, 15 min.',
    ],
  ])('is of a title that says several things %s', (_what, titles, label) => {
    expect(orderLabel(titles, [{ code: '97012' }], ['mechanical traction'])).toBe(label);
  });

  it('is the whole title where there is nothing else', () => {
    expect(orderLabel(['Not safe. Call first'], [])).toBe('Not safe. Call first');
  });
});
