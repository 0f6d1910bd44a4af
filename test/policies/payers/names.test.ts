import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { payerOf } from '../../../src/decision/payer.ts';
import { knowledge } from '../../support/knowledge.ts';

const read = (file: string) =>
  parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as Readonly<Record<string, readonly string[]>>;
const names = Object.entries(read('names.yaml')).flatMap(([payer, each]) => each.map((name) => ({ name, payer })));

describe('a payer is recognised by its name', () => {
  it.each(names)('$name: $payer', ({ name, payer }) => {
    expect(payerOf({ payor: [{ display: name }] }, knowledge).id).toBe(payer);
  });
});
