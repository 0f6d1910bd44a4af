import { describe, expect, it } from 'vitest';
import { readExpression } from '../../src/policies/expression-references.ts';

describe('an expression', () => {
  it.each([
    ['%orders.exists()', ['orders']],
    ['%a or %b and %a', ['a', 'b']],
    ["%conditions.where(code = 'x').where(%payer = 'y')", ['conditions', 'payer']],
    ["order.where('%no' = 'x')", []],
    ['true', []],
  ])('%s uses the variables %j', (text, variables) => {
    expect(readExpression(text).variables).toEqual(variables);
  });

  it.each([
    ["code.memberOf('https://x/a')", ['https://x/a'], []],
    ["code.memberOf('https://x/a') or b.memberOf('https://x/b')", ['https://x/a', 'https://x/b'], []],
    ["%order.namedIn('https://x/names')", [], ['https://x/names']],
    ["%conditions.coded('https://x/a') | %conditions.named('https://x/names')", ['https://x/a'], ['https://x/names']],
    ["%order.namedIn('https://x/names', 'https://x/a', 'https://x/b')", [], ['https://x/names']],
    ["%orders.where(code.memberOf('https://x/a')).exists()", ['https://x/a'], []],
    ["%order.is('https://x/a')", [], []],
  ])('%s refers to value sets %j and names %j', (text, valueSets, nameSystems) => {
    expect(readExpression(text)).toMatchObject({ text, valueSets, nameSystems });
  });

  it('tells codes beside which a name counts from those that ask for one, by their places in each call', () => {
    const expression = readExpression(
      "%order.namedIn('https://x/names', 'https://x/a') or %order.namedIn('https://x/others', 'https://x/b', 'https://x/c')",
    );
    expect(expression).toMatchObject({
      compatibleSets: ['https://x/a', 'https://x/b'],
      qualifiedSets: ['https://x/c'],
    });
  });

  it('knows the payers it compares with', () => {
    expect(readExpression("%payer = 'x' and 'y' != %payer")).toMatchObject({ payers: ['x', 'y'] });
  });

  it.each(['', '%orders.where(', 'a b', "'open"])('"%s" is none', (text) => {
    expect(() => readExpression(text)).toThrow();
  });
});
