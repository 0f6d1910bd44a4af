import type { Decision, IsOn } from '../decision/decide.ts';
import { overlap } from '../matching/lexicon.ts';
import { memoize } from '../matching/memoize.ts';
import { categoryOf, type Mention, namedClauses, type Vocabulary } from '../matching/mentions.ts';
import type { Name } from '../matching/names.ts';
import type { Order } from '../matching/order.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import type { Policy } from '../policies/policy.ts';

/** Reason for the lack of a card on an order that holds a policy's words or codes. */
interface Miss {
  /** The name as the knowledge calls it; empty where codes alone spoke. */
  readonly name: string;
  readonly reason: string;
}

function missReason(mention: Mention): string {
  if (mention.cancelled) return mention.cancelled.why === 'without' ? 'another kind or place' : mention.cancelled.why;
  const category = categoryOf(mention);
  if (category !== 'affirmed') return category;
  return mention.inContext ? 'another code, or only a remark' : 'lacks its context';
}

/** Returns the reason for a decision without a card: the first name of the policy's scope in the order's words, and how it was read. */
export function missOf({ order, policy, trace }: Decision): Miss {
  if (trace.attempts.length > 0) return { name: '', reason: 'no answer of the policy fits' };
  const systems = new Set(policy.scope.flatMap(({ nameSystems }) => nameSystems));
  const { specified, remarked } = order.description;
  const mention = [...specified, ...remarked].find(({ name }) => systems.has(name.system));
  if (!mention) return { name: '', reason: 'a code of the policy, outside its scope' };
  return { name: mention.name.display, reason: missReason(mention) };
}

/** The look-alikes in a text that hide a name of their policy. */
function hidingLookAlikes(text: string, vocabulary: Vocabulary): readonly Name[] {
  return namedClauses(text, vocabulary).flatMap(({ clause, lookAlikes }) => {
    if (lookAlikes.length === 0) return [];
    const names = vocabulary.names.names.find(clause).filter(({ entry }) => entry.role === 'name');
    const hides = (one: (typeof lookAlikes)[number]) =>
      names.some((name) => name.entry.system === one.entry.system && overlap(name, one));
    return lookAlikes.filter(hides).map(({ entry }) => entry);
  });
}

/** Number of texts that are memoized: most are the names of a catalogue. */
const MOST_TEXTS = 20_000;

/** A policy whose name is hidden by a look-alike, as the knowledge calls that. */
interface Hidden {
  readonly policy: string;
  readonly name: string;
}

/** Finds the policies, of those that do not concern an order anyway, whose names look-alikes hide in its words. */
export type FindHidden = (order: Order, concerned: Iterable<Policy>) => readonly Hidden[];

/** Finds hidden names of the policies that are on. */
export function hiddenNameFinder(knowledge: Knowledge, isOn: IsOn): FindHidden {
  const read = memoize(MOST_TEXTS, (text: string) => hidingLookAlikes(text, knowledge));
  const active = knowledge.policies.filter(({ id, isActive }) => isActive && isOn(id));
  const idsOf = (system: string) =>
    active.filter(({ scope }) => scope.some(({ nameSystems }) => nameSystems.includes(system))).map(({ id }) => id);
  return ({ words }, concerned) => {
    const names = words.flatMap(read);
    if (names.length === 0) return [];
    const known = new Set([...concerned].map(({ id }) => id));
    const hidden = names.flatMap(({ system, display }) => idsOf(system).map((policy) => ({ policy, name: display })));
    const each = new Map(hidden.map((one) => [`${one.policy}\n${one.name}`, one]));
    return [...each.values()].filter(({ policy }) => !known.has(policy));
  };
}
