import type { Express } from 'express';
import supertest from 'supertest';
import type { JsonObject } from '../../src/json.ts';
import { SIGN } from './call.ts';

/** Posts text as it stands, as JSON unless told otherwise. */
export function postText(app: Express, text: string, type = 'application/json', path = SIGN) {
  return supertest(app).post(path).set('Content-Type', type).send(text);
}

/** Posts bytes as they stand. */
export function postBytes(app: Express, bytes: Uint8Array, headers: Readonly<Record<string, string>> = {}) {
  const call = supertest(app)
    .post(SIGN)
    .set({ 'Content-Type': 'application/json', ...headers });
  call.write(Buffer.from(bytes));
  return call;
}

/** Posts a body, and returns the cards of a 200. */
export async function cardsOf(app: Express, body: JsonObject, path = SIGN): Promise<readonly JsonObject[]> {
  const response = await supertest(app).post(path).send(body).expect(200);
  return response.body.cards;
}
