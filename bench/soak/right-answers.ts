import { asObject } from '../../src/json.ts';
import { call } from './call.ts';
import type { Mood, MoodyServer } from './fhir.ts';
import { type Kind, markOf, plainAnswer, withMark } from './kinds.ts';

/** What a right answer may be, without marks and UUIDs. */
export type Right = ReadonlyMap<Kind, ReadonlySet<string>>;

const MOODS: readonly Mood[] = ['well', 'failing'];

function cardCount(text: string): number | undefined {
  const cards = asObject(JSON.parse(text))?.['cards'];
  return Array.isArray(cards) ? cards.length : undefined;
}

/** One right answer. Throws an Error if it has not the status and the number of cards that the kind must have. */
async function learn(origin: string, kind: Kind, serial: number): Promise<string> {
  const mark = markOf(serial);
  const reply = await call(origin, withMark(kind, mark));
  if ('lost' in reply) throw new Error(`${kind.name}: ${reply.lost}`);
  const count = kind.cards === undefined ? undefined : cardCount(reply.text);
  if (reply.status !== kind.status || count !== kind.cards)
    throw new Error(`${kind.name}: status ${reply.status}, ${count} cards: ${reply.text.slice(0, 500)}`);
  if (count !== undefined && count > 0 && !reply.text.includes(mark))
    throw new Error(`${kind.name}: the cards do not say which order they are about`);
  return plainAnswer(reply.text, mark);
}

/**
 * Asks each kind once while all is quiet, and what depends on the FHIR server also while it fails in part or as a whole.
 * Throws an Error if an answer is wrong, or if what FHIR says makes no difference.
 */
export async function learnRightAnswers(origin: string, kinds: readonly Kind[], fhir: MoodyServer): Promise<Right> {
  const right = new Map<Kind, Set<string>>(kinds.map((kind) => [kind, new Set()]));
  let serial = 0;
  for (const conditions of MOODS)
    for (const coverages of MOODS) {
      fhir.set('Condition', conditions);
      fhir.set('Coverage', coverages);
      for (const kind of kinds.filter(({ readsFhir }) => readsFhir || serial < kinds.length))
        right.get(kind)?.add(await learn(origin, kind, serial++));
    }
  for (const [{ name, readsFhir }, answers] of right)
    if (answers.size > 1 !== readsFhir) throw new Error(`${name}: ${answers.size} different answers`);
  return right;
}
