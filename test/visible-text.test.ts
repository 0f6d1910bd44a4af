import { expect, it } from 'vitest';
import { forTerminal, onOneLine } from '../src/visible-text.ts';

it('a text on one line has no other', () => {
  expect(onOneLine(' A\u001b[2J\r\n\u2028\u202eB\t©\ufeff')).toBe('A [2J B ©');
});

it('a report keeps its lines and tabs, and nothing else that moves the cursor', () => {
  expect(forTerminal('a\tb\r\nc\nd\re\u001b[2J\u0085\u2029f')).toBe('a\tb\r\nc\nd e [2J  f');
});
