import { isDay } from '../calendar.ts';
import { type Problem, RequestError } from '../errors.ts';
import { asObject, asText } from '../json.ts';
import { type Validator, validatorOf } from '../schema/validator.ts';
import type { FeedbackDialect } from '../sites/site.ts';
import {
  EpicOverrideShape,
  type FeedbackEntryBody,
  FeedbackEntryShape,
  type OverrideBody,
  OverrideShape,
} from './feedback-shapes.ts';
import { problemsOf } from './problems.ts';

/** A reason as it was reported: a code with its system, or one that was built in Epic, with its category and title. */
export interface GivenReason {
  readonly code?: string | undefined;
  readonly system?: string | undefined;
  readonly display?: string | undefined;
  readonly category?: string | undefined;
  readonly title?: string | undefined;
}

/** Outcome of one card, as a client reported it. */
export interface FeedbackEntry {
  /** Id of the card, as it came. */
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  /** Time of the outcome, as an instant in UTC. */
  readonly at: string;
  /** Ids of the accepted suggestions; at least one if the outcome is `accepted`. */
  readonly suggestions: readonly string[];
  readonly reasons: readonly GivenReason[];
  /** Comment of the clinician. */
  readonly comments: readonly string[];
}

/** A batch as read. */
interface FeedbackBatch {
  readonly entries: readonly FeedbackEntry[];
  /** Number of entries that are not among them. */
  readonly refused: number;
  /** Problems of those, several perhaps for one. */
  readonly problems: readonly Problem[];
}

/** The most entries of one batch. */
const MOST_ENTRIES = 1000;

const isEntry = validatorOf(FeedbackEntryShape, { allErrors: true });
const isOverride: Readonly<Record<FeedbackDialect, Validator<OverrideBody>>> = {
  standard: validatorOf(OverrideShape, { allErrors: true }),
  epic: validatorOf(EpicOverrideShape, { allErrors: true }),
};

const isGiven = (value: unknown) => value !== undefined && value !== null;

const INSTANT = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** An RFC 3339 date-time in UTC, with milliseconds; undefined if it is none, or of a day that no calendar has. */
function instantOf(text: string): string | undefined {
  const day = INSTANT.exec(text)?.[1];
  if (!day || !isDay(day)) return undefined;
  const instant = new Date(text.toUpperCase()).toJSON();
  return /^\d{4}-/.test(instant) ? instant : undefined;
}

/** The overrides of an entry, each with its element. Epic's member is an object in its samples; a list is read too. */
function overridesIn(
  { overrideReason, overrideReasons }: FeedbackEntryBody,
  element: string,
): readonly (readonly [element: string, override: unknown])[] {
  const own = `${element}.overrideReasons`;
  const listed = Array.isArray(overrideReasons)
    ? overrideReasons.map((override: unknown, at) => [`${own}[${at}]`, override] as const)
    : [[own, overrideReasons] as const];
  return [[`${element}.overrideReason`, overrideReason] as const, ...listed].filter(([, override]) =>
    isGiven(override),
  );
}

type Override = Pick<FeedbackEntry, 'reasons' | 'comments'> & { readonly problems: readonly Problem[] };
const faulty = (...problems: readonly Problem[]): Override => ({ reasons: [], comments: [], problems });

function epicReasonOf({ extension }: OverrideBody): GivenReason {
  const textOf = (name: 'Category' | 'Display' | 'Title') => {
    const value = extension?.[`com.epic.cdshooks.feedback.overrideReason.reason${name}`];
    return asText(typeof value === 'number' ? String(value) : value);
  };
  return { display: textOf('Display'), category: textOf('Category'), title: textOf('Title') };
}

function readOverride(override: unknown, element: string, dialect: FeedbackDialect): Override {
  const isValid = isOverride[dialect];
  if (!isValid(override)) return faulty(...problemsOf(isValid.errors, element));
  const { reason, userComment } = override;
  const reasons: readonly GivenReason[] = [
    { code: reason?.code, system: asText(reason?.system), display: asText(reason?.display) },
    ...(dialect === 'epic' ? [epicReasonOf(override)] : []),
  ].filter((given) => Object.values(given).some(isGiven));
  const comments = [asText(userComment)].filter((comment) => comment !== undefined);
  if (reasons.length + comments.length === 0) return faulty({ element, text: 'must have reason or userComment' });
  return { reasons, comments, problems: [] };
}

function readEntry(item: unknown, element: string, dialect: FeedbackDialect): FeedbackEntry | readonly Problem[] {
  if (!isEntry(item)) return problemsOf(isEntry.errors, element);
  const { card, outcome, outcomeTimestamp, acceptedSuggestions, overrideReasons } = item;
  const at = instantOf(outcomeTimestamp);
  const suggestions = (acceptedSuggestions ?? []).map(({ id }) => id);
  const overrides =
    dialect === 'standard' && isGiven(overrideReasons)
      ? [faulty({ element: `${element}.overrideReasons`, text: 'is no member of CDS Hooks: it is overrideReason' })]
      : overridesIn(item, element).map(([where, override]) => readOverride(override, where, dialect));
  const problems = [
    ...(at === undefined
      ? [{ element: `${element}.outcomeTimestamp`, text: 'must be an instant with Z or an offset (RFC 3339)' }]
      : []),
    ...(outcome === 'accepted' && suggestions.length === 0
      ? [{ element: `${element}.acceptedSuggestions`, text: 'must name a suggestion if the outcome is accepted' }]
      : []),
    ...overrides.flatMap((override) => override.problems),
  ];
  if (at === undefined || problems.length > 0) return problems;
  return {
    card,
    outcome,
    at,
    suggestions,
    reasons: overrides.flatMap(({ reasons }) => reasons),
    comments: overrides.flatMap(({ comments }) => comments),
  };
}

/**
 * Checks a batch of feedback (CDS Hooks §Feedback). A bad entry is left out, counted as refused, and named among the problems
 * once for each thing that is wrong with it; the others stand.
 * Unknown members and extensions are left alone, but for Epic's in its dialect. Throws RequestError `invalid-request` if the
 * body is no object with a list `feedback`.
 */
export function parseFeedback(body: unknown, dialect: FeedbackDialect): FeedbackBatch {
  const batch = asObject(body);
  if (!batch) throw new RequestError('invalid-request', [{ element: 'body', text: 'must be object' }]);
  const feedback = batch['feedback'];
  if (!Array.isArray(feedback))
    throw new RequestError('invalid-request', [
      { element: 'feedback', text: feedback === undefined ? 'is required' : 'must be array' },
    ]);
  const items: readonly unknown[] = feedback;
  const read = items.slice(0, MOST_ENTRIES).map((item, at) => readEntry(item, `feedback[${at}]`, dialect));
  const surplus = items.length > MOST_ENTRIES;
  const entries = read.filter((result) => 'card' in result);
  return {
    entries,
    refused: items.length - entries.length,
    problems: [
      ...read.flatMap((result) => ('card' in result ? [] : result)),
      ...(surplus
        ? [{ element: 'feedback', text: `must have at most ${MOST_ENTRIES} entries: the others were not read` }]
        : []),
    ],
  };
}
