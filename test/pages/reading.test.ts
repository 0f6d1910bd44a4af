import { expect, it } from 'vitest';
import { lookAlikesIn, type NameReading, piecesOf } from '../../src/pages/try/reading.ts';
import { knowledge } from '../support/server.ts';

const reading = (words: string, rest: Partial<NameReading> = {}): NameReading => ({
  kind: 'counts',
  words,
  display: words,
  verdict: 'counts',
  decidedBy: undefined,
  spent: [],
  asides: [],
  choice: undefined,
  ...rest,
});
const marked = (text: string, ...readings: NameReading[]) =>
  piecesOf(text, readings)
    .map((piece) => (piece.kind === 'plain' ? piece.text : `<${piece.kind}:${piece.text}>`))
    .join('');

it('marks a name as it was written, whatever its case and hyphens', () => {
  expect(marked('Lumbar VAX‑D®, 20 x', reading('vax d'))).toBe('Lumbar <counts:VAX‑D>®, 20 x');
});

it('marks the words that deny a name beside it', () => {
  expect(marked('History of Dynesys', reading('dynesys', { kind: 'denied', decidedBy: 'history of' }))).toBe(
    '<deciding:History of> <denied:Dynesys>',
  );
});

it('marks of the words that decide only those beside the name', () => {
  expect(marked('No fever. No Dynesys', reading('dynesys', { kind: 'denied', decidedBy: 'no' }))).toBe(
    'No fever. <deciding:No> <denied:Dynesys>',
  );
});

it('marks a name wherever it stands', () => {
  expect(marked('lordex, or Lordex', reading('lordex'))).toBe('<counts:lordex>, or <counts:Lordex>');
});

it('never marks a word twice', () => {
  expect(marked('spinal decompression table', reading('spinal decompression'), reading('decompression table'))).toBe(
    '<counts:spinal decompression> table',
  );
});

it('loses no letter of the text', () => {
  const text = '  “Dynesys” – no, DYNESYS! \n😀 end';
  const pieces = piecesOf(text, [reading('dynesys', { decidedBy: 'no' })]);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
});

it('marks words that could have denied a name and are about something else', () => {
  expect(marked('No fever. Dynesys', reading('dynesys', { spent: ['no'] }))).toBe('<spent:No> fever. <counts:Dynesys>');
});

it('finds what only looks like a name', () => {
  const text = 'Biofreeze and surgical spinal decompression';
  for (const { kind, words } of lookAlikesIn(text, knowledge)) {
    expect(kind).toBe('look-alike');
    expect(text.toLowerCase()).toContain(words);
  }
  expect(lookAlikesIn(text, knowledge)).not.toEqual([]);
});
