import fc from 'fast-check';

const HALVES = { first: 0xd800, last: 0xdfff };
const point = fc.integer({ min: 0, max: 0x10ffff }).filter((at) => at < HALVES.first || at > HALVES.last);

/** Texts of any characters. fast-check's own `unit: 'binary'` makes the same, and needs a second before the first. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc.array(point, { maxLength, size: 'max' }).map((points) => String.fromCodePoint(...points));
}
