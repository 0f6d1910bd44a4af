import { asObject } from '../src/json.ts';
import type { Body } from './bodies.ts';
import { SERVICE } from './recipes.ts';
import type { Target } from './target.ts';

/** Sends a body once. Throws an Error if the answer has not the right number of cards: wrong answers may be fast. */
export async function checkAnswer({ name, origin }: Target, body: Body): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${origin}${SERVICE}`, { method: 'POST', headers, body: body.text });
  const cards = asObject(await response.json())?.['cards'];
  const count = Array.isArray(cards) ? cards.length : undefined;
  if (!response.ok || count !== body.cards)
    throw new Error(`${name}, ${body.name}: status ${response.status}, ${count} cards and not ${body.cards}`);
}
