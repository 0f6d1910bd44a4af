import type { FeedbackEntry, GivenReason } from '../hooks/feedback.ts';
import { asObject, asText, listOf, objectsIn } from '../json.ts';
import type { OverrideReason } from '../policies/knowledge.ts';
import type { Pseudonymizer } from './pseudonymizer.ts';
import type { FeedbackRecord } from './record.ts';

/** Origin and time of feedback, and the dependencies of recording it. */
interface FeedbackContext {
  readonly site: string;
  readonly service: string;
  /** Now, as an instant in UTC. */
  readonly received: string;
  readonly pseudonymizer: Pseudonymizer;
  /** The reasons this server offers on its cards, by code. */
  readonly offered: ReadonlyMap<string, OverrideReason>;
}

/** The words of a clinician or a client, as they are sealed. */
type FeedbackWords = Pick<FeedbackEntry, 'reasons' | 'comments'>;

/** The offered reason that this is; undefined for a code of another system. */
function offeredReason({ code, system }: GivenReason, offered: FeedbackContext['offered']): OverrideReason | undefined {
  const reason = code === undefined ? undefined : offered.get(code);
  return system === undefined || system === reason?.system ? reason : undefined;
}

/** The same for the same report, however its members and suggestions were ordered, and whatever its time zone. */
function contentOf(site: string, { card, outcome, at, suggestions, reasons, comments }: FeedbackEntry): string {
  const given = reasons.map(({ code, system, display, category, title }) => [code, system, display, category, title]);
  return JSON.stringify([site, card, outcome, at, suggestions.toSorted(), given, comments]);
}

/** Builds the record of one entry of feedback. Of the words that came with it only the code of an offered reason stays readable. */
export function recordFeedback(
  entry: FeedbackEntry,
  { site, service, received, pseudonymizer, offered }: FeedbackContext,
): FeedbackRecord {
  const { outcome, at, reasons, comments } = entry;
  const card = pseudonymizer.uuidOrPseudonym(entry.card);
  const suggestions = [...new Set(entry.suggestions.map((id) => pseudonymizer.uuidOrPseudonym(id)))];
  const known = reasons.find((given) => offeredReason(given, offered));
  const reason = known && offeredReason(known, offered);
  // A display of its own is the client's word, too.
  const isSaid = reason && (known.display === undefined || known.display === reason.display);
  const words: FeedbackWords = { reasons: isSaid ? reasons.filter((given) => given !== known) : reasons, comments };
  return {
    id: pseudonymizer.contentId(contentOf(site, { ...entry, card, suggestions })),
    site,
    service,
    card,
    outcome,
    at,
    received,
    suggestions,
    ...(reason ? { reason: reason.code } : {}),
    ...(words.reasons.length + comments.length > 0 ? { sealed: pseudonymizer.seal(JSON.stringify(words)) } : {}),
  };
}

/** The sealed words of a record: none if nothing was sealed, `unreadable` if they were sealed under another secret. */
export function unsealedWords(
  { sealed }: Pick<FeedbackRecord, 'sealed'>,
  pseudonymizer: Pseudonymizer,
): FeedbackWords | 'unreadable' {
  if (sealed === undefined) return { reasons: [], comments: [] };
  const text = pseudonymizer.open(sealed);
  if (text === undefined) return 'unreadable';
  const words = asObject(JSON.parse(text));
  return {
    reasons: objectsIn(words?.['reasons']).map((given) => ({
      code: asText(given['code']),
      system: asText(given['system']),
      display: asText(given['display']),
      category: asText(given['category']),
      title: asText(given['title']),
    })),
    comments: listOf(words?.['comments'])
      .map(asText)
      .filter((comment) => comment !== undefined),
  };
}

/** A reason in one short text: its code, or what it is called in Epic. */
export function reasonName({ code, title, display, category }: GivenReason): string | undefined {
  return code ?? title ?? display ?? category;
}
