import type { Express } from 'express';
import supertest from 'supertest';
import type { JsonObject } from '../../src/json.ts';
import { asObject } from '../../src/json.ts';
import type { PolicyCase } from '../../src/policies/case.ts';
import { requestOf } from './case.ts';

export const DISCOVERY = '/cds-services';
export const SIGN = `${DISCOVERY}/spine-coverage-order-sign`;
export const SELECT = `${DISCOVERY}/spine-coverage-order-select`;

/** A call for an order that raises one card, unless the case says otherwise. */
export function callOf(row: Partial<PolicyCase> = {}): JsonObject {
  return requestOf({ name: 'call', order: { codes: ['cpt 97012 Mechanical traction'] }, expect: [], ...row });
}

/** A call whose draftOrders hold just these resources. */
export function callWith(resources: readonly unknown[], row: Partial<PolicyCase> = {}): JsonObject {
  return changed(
    callOf(row),
    'context.draftOrders.entry',
    resources.map((resource) => ({ resource })),
  );
}

/** The body with the member at a dotted path set, or left out if there is no value. */
export function changed(body: JsonObject, path: string, value?: unknown): JsonObject {
  const [member = '', ...rest] = path.split('.');
  const inner = rest.length === 0 ? value : changed(asObject(body[member]) ?? {}, rest.join('.'), value);
  const others = Object.entries(body).filter(([name]) => name !== member);
  return Object.fromEntries(inner === undefined ? others : [...others, [member, inner]]);
}

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

/** The paths of all values that are null or empty. */
export function emptiesIn(value: unknown, path = '$'): readonly string[] {
  if (value === null || value === '') return [path];
  if (typeof value !== 'object') return [];
  const members = Object.entries(value);
  const below = members.flatMap(([name, inner]) => emptiesIn(inner, `${path}.${name}`));
  return members.length === 0 ? [path] : below;
}

/** Number of cards of an answer; undefined if it is no success. */
export async function cardCount(response: Response): Promise<number | undefined> {
  const cards = response.status === 200 ? asObject(await response.json())?.['cards'] : undefined;
  return Array.isArray(cards) ? cards.length : undefined;
}
