import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptiesIn, SELECT, SIGN } from '../support/call.ts';
import { PROJECT } from '../support/knowledge.ts';
import { cardsOf } from '../support/post.ts';
import { startApp } from '../support/server.ts';

const app = startApp();
const folder = join(PROJECT, 'fhir-resources/examples');

describe('the example requests', () => {
  it.each(readdirSync(folder).filter((file) => file.endsWith('.json')))(
    '%s gets a card with a source and nothing empty in it',
    async (file) => {
      const path = file.startsWith('order-select') ? SELECT : SIGN;
      const cards = await cardsOf(app, JSON.parse(readFileSync(join(folder, file), 'utf8')), path);
      expect(cards).not.toEqual([]);
      expect(emptiesIn(cards)).toEqual([]);
    },
  );
});
