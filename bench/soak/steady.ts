import { setTimeout as pause } from 'node:timers/promises';
import { call } from './call.ts';
import { type Kind, markOf, plainAnswer, withMark } from './kinds.ts';
import type { Right } from './right-answers.ts';

const TICK = 5;
/** Marks of the first calls, when the right answers were learnt, are not used again. */
const FIRST_SERIAL = 1000;
const MOST_EXAMPLES = 5;

/** What became of the calls of one kind. */
export interface Tally {
  readonly kind: Kind;
  /** Times to an answer, from the moment each call was due, in milliseconds. */
  readonly times: number[];
  lost: number;
  wrong: number;
  /** How often each of the right answers came. */
  readonly seen: Map<string, number>;
}

export interface Outcome {
  readonly tallies: readonly Tally[];
  /** The first calls that went wrong, in words. */
  readonly examples: readonly string[];
}

export interface Pace {
  /** Calls a second, whatever the answers take. */
  readonly rate: number;
  readonly seconds: number;
  /** Called about every 5 ms with the seconds since the begin. */
  readonly onTick: (second: number) => void;
}

/** The kinds in the order in which they are sent, evenly mixed: the one that is furthest behind its share comes next. */
function mixOf(kinds: readonly Kind[]): readonly Kind[] {
  const total = kinds.reduce((sum, { share }) => sum + share, 0);
  const sent = new Map(kinds.map((kind) => [kind, 0]));
  return Array.from({ length: total }, (_, at) => {
    const behind = (kind: Kind) => (kind.share * (at + 1)) / total - (sent.get(kind) ?? 0);
    const next = kinds.toSorted((a, b) => behind(b) - behind(a))[0] ?? kinds[0];
    if (!next) throw new RangeError('nothing to send');
    sent.set(next, (sent.get(next) ?? 0) + 1);
    return next;
  });
}

/** Sends at a steady rate and compares every answer with the right ones. */
export async function sendSteadily(origin: string, kinds: readonly Kind[], right: Right, pace: Pace): Promise<Outcome> {
  const tallies = new Map(
    kinds.map((kind): [Kind, Tally] => [kind, { kind, times: [], lost: 0, wrong: 0, seen: new Map() }]),
  );
  const examples: string[] = [];
  const mix = mixOf(kinds);
  const pending = new Set<Promise<void>>();
  const begun = performance.now();
  const complain = (text: string) => void (examples.length < MOST_EXAMPLES && examples.push(text));

  const one = async (serial: number, kind: Kind, tally: Tally): Promise<void> => {
    const due = begun + (serial / pace.rate) * 1000;
    const mark = markOf(FIRST_SERIAL + serial);
    const reply = await call(origin, withMark(kind, mark));
    tally.times.push(performance.now() - due);
    if ('lost' in reply) {
      tally.lost++;
      return complain(`${kind.name}: lost, ${reply.lost}`);
    }
    const answer = plainAnswer(reply.text, mark);
    if (reply.status === kind.status && right.get(kind)?.has(answer)) {
      tally.seen.set(answer, (tally.seen.get(answer) ?? 0) + 1);
      return;
    }
    tally.wrong++;
    complain(`${kind.name}: wrong, status ${reply.status}: ${reply.text.slice(0, 300)}`);
  };

  const all = Math.floor(pace.rate * pace.seconds);
  for (let serial = 0; serial < all; ) {
    const second = (performance.now() - begun) / 1000;
    pace.onTick(second);
    for (; serial < Math.min(all, second * pace.rate); serial++) {
      const kind = mix[serial % mix.length];
      const tally = kind && tallies.get(kind);
      if (!kind || !tally) continue;
      const sent = one(serial, kind, tally);
      pending.add(sent);
      void sent.then(() => pending.delete(sent));
    }
    await pause(TICK);
  }
  await Promise.all(pending);
  return { tallies: [...tallies.values()], examples };
}
