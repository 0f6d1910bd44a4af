import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestError } from '../../src/errors.ts';
import { type FeedbackEntry, parseFeedback } from '../../src/hooks/feedback.ts';
import type { JsonObject } from '../../src/json.ts';
import { FEEDBACK_DIALECTS, type FeedbackDialect } from '../../src/sites/site.ts';

const EPIC = 'com.epic.cdshooks.feedback.overrideReason.reason';
const overridden: JsonObject = {
  card: '4e0a3a1e-197f-44ab-ad90-d2a4d4c7f111',
  outcome: 'overridden',
  outcomeTimestamp: '2026-11-22T02:55:47.944Z',
};
const accepted: JsonObject = { ...overridden, outcome: 'accepted', acceptedSuggestions: [{ id: 'sug-1' }] };

const parse = (entries: readonly unknown[], dialect: FeedbackDialect = 'standard') =>
  parseFeedback({ feedback: entries }, dialect);
const entryOf = (item: JsonObject, dialect: FeedbackDialect = 'standard'): FeedbackEntry | undefined =>
  parse([item], dialect).entries[0];
const faultsOf = (item: unknown, dialect: FeedbackDialect = 'standard') => {
  const { entries, problems } = parse([item], dialect);
  expect(entries.length === 0).toBe(problems.length > 0);
  return problems.map(({ element }) => element);
};

describe('a batch of feedback', () => {
  it.each<readonly [body: unknown, element: string]>([
    [undefined, 'body'],
    [null, 'body'],
    ['feedback', 'body'],
    [[overridden], 'body'],
    [overridden, 'feedback'],
    [{ feedback: null }, 'feedback'],
    [{ feedback: overridden }, 'feedback'],
  ])('is refused if it is %j, naming %s', (body, element) => {
    expect(() => parseFeedback(body, 'standard')).toThrow(
      expect.objectContaining({ code: 'invalid-request', problems: [expect.objectContaining({ element })] }),
    );
  });

  it.each([
    [{}, 'is required'],
    [overridden, 'is required'],
    [{ feedback: {} }, 'must be array'],
  ])('is told apart: %j, where the list %s', (body, text) => {
    expect(() => parseFeedback(body, 'standard')).toThrow(
      expect.objectContaining({ problems: [{ element: 'feedback', text }] }),
    );
  });

  it('may be empty', () => {
    expect(parse([])).toEqual({ entries: [], refused: 0, problems: [] });
  });

  it('keeps the good entries beside a bad one, which it names', () => {
    const { entries, problems } = parse([overridden, { ...overridden, outcome: 'ignored' }, accepted]);
    expect(entries.map(({ outcome }) => outcome)).toEqual(['overridden', 'accepted']);
    expect(problems).toEqual([{ element: 'feedback[1].outcome', text: 'must be accepted or overridden' }]);
  });

  it('is read up to 1000 entries, and says so', () => {
    const { entries, refused, problems } = parse(Array(1001).fill(overridden));
    expect([entries.length, refused]).toEqual([1000, 1]);
    expect(problems).toEqual([{ element: 'feedback', text: expect.stringContaining('1000') }]);
    expect(parse(Array(1000).fill(overridden)).problems).toEqual([]);
  });
});

describe('an entry', () => {
  it('holds what was sent, and leaves members alone that it does not know', () => {
    const item = {
      ...accepted,
      acceptedSuggestions: [{ id: 'a', label: 'x' }, { id: 'b' }],
      extension: { anything: 1 },
      topic: 'x',
    };
    expect(entryOf(item)).toEqual({
      card: overridden['card'],
      outcome: 'accepted',
      at: '2026-11-22T02:55:47.944Z',
      suggestions: ['a', 'b'],
      reasons: [],
      comments: [],
    });
  });

  it('reads null for an optional member as absent', () => {
    expect(entryOf({ ...overridden, acceptedSuggestions: null, overrideReason: null, overrideReasons: null })).toEqual(
      entryOf(overridden),
    );
    const reason = { code: 'a' };
    expect(
      entryOf({
        ...overridden,
        overrideReason: { reason: { ...reason, system: null, display: null }, userComment: null, extension: null },
      }),
    ).toEqual(entryOf({ ...overridden, overrideReason: { reason } }));
  });

  it.each<readonly [element: string, item: unknown]>([
    ['feedback[0]', 'x'],
    ['feedback[0]', null],
    ['feedback[0].card', { ...overridden, card: undefined }],
    ['feedback[0].card', { ...overridden, card: null }],
    ['feedback[0].card', { ...overridden, card: '' }],
    ['feedback[0].card', { ...overridden, card: 'x'.repeat(257) }],
    ['feedback[0].outcome', { ...overridden, outcome: undefined }],
    ['feedback[0].outcomeTimestamp', { ...overridden, outcomeTimestamp: undefined }],
    ['feedback[0].outcomeTimestamp', { ...overridden, outcomeTimestamp: 1_795_316_448 }],
    ['feedback[0].acceptedSuggestions', { ...accepted, acceptedSuggestions: undefined }],
    ['feedback[0].acceptedSuggestions', { ...accepted, acceptedSuggestions: [] }],
    ['feedback[0].acceptedSuggestions', { ...accepted, acceptedSuggestions: { id: 'a' } }],
    ['feedback[0].acceptedSuggestions[1]', { ...accepted, acceptedSuggestions: [{ id: 'a' }, 'b'] }],
    ['feedback[0].acceptedSuggestions[0].id', { ...accepted, acceptedSuggestions: [{}] }],
    ['feedback[0].acceptedSuggestions', { ...accepted, acceptedSuggestions: Array(101).fill('not one by one') }],
    ['feedback[0].overrideReason', { ...overridden, overrideReason: 'because' }],
    ['feedback[0].overrideReason', { ...overridden, overrideReason: {} }],
    ['feedback[0].overrideReason', { ...overridden, overrideReason: { userComment: '  ' } }],
    ['feedback[0].overrideReason.reason', { ...overridden, overrideReason: { reason: 'because' } }],
    ['feedback[0].overrideReason.reason.code', { ...overridden, overrideReason: { reason: { display: 'x' } } }],
    ['feedback[0].overrideReason.reason.code', { ...overridden, overrideReason: { reason: { code: '' } } }],
    ['feedback[0].overrideReason.userComment', { ...overridden, overrideReason: { userComment: 5 } }],
    ['feedback[0].overrideReason.userComment', { ...overridden, overrideReason: { userComment: 'x'.repeat(10_001) } }],
    ['feedback[0].overrideReasons', { ...overridden, overrideReasons: { userComment: 'lost?' } }],
  ])('is left out for its %s: %#', (element, item) => {
    expect(faultsOf(item)).toEqual([element]);
  });

  it('names all that is wrong with it', () => {
    expect(faultsOf({ ...accepted, acceptedSuggestions: [], outcomeTimestamp: 'now', overrideReason: {} })).toEqual([
      'feedback[0].outcomeTimestamp',
      'feedback[0].acceptedSuggestions',
      'feedback[0].overrideReason',
    ]);
  });

  it('has the reason, also one that nobody offered, and the comment', () => {
    const reason = { code: 'ehr-added', system: 'https://ehr.example.org', display: 'Other' };
    expect(entryOf({ ...overridden, overrideReason: { reason, userComment: 'No.' } })).toMatchObject({
      reasons: [reason],
      comments: ['No.'],
    });
    expect(entryOf({ ...overridden, overrideReason: { userComment: 'x'.repeat(10_000) } })?.reasons).toEqual([]);
  });
});

describe('outcomeTimestamp', () => {
  it.each([
    ['2026-11-22T02:55:47Z', '2026-11-22T02:55:47.000Z'],
    ['2026-11-22t02:55:47z', '2026-11-22T02:55:47.000Z'],
    ['2026-11-22T02:55:47.5Z', '2026-11-22T02:55:47.500Z'],
    ['2026-11-22T02:55:47.123456789Z', '2026-11-22T02:55:47.123Z'],
    ['2026-11-22T02:55:47+00:00', '2026-11-22T02:55:47.000Z'],
    ['2026-11-21T20:55:47.5-06:00', '2026-11-22T02:55:47.500Z'],
    ['2026-03-01T00:10:00+05:30', '2026-02-28T18:40:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (outcomeTimestamp, at) => {
    expect(entryOf({ ...overridden, outcomeTimestamp })?.at).toBe(at);
  });

  it.each([
    '',
    'now',
    '2026-11-22',
    '2026-11-22T02:55:47',
    '2026-11-22 02:55:47Z',
    '2026-11-22T02:55Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T02:60:00Z',
    '2026-11-22T02:55:47+24:00',
    '2026-11-22T02:55:47+0100',
    '2020-12-11T00:00:00Z UTC',
    '9999-12-31T23:59:59-01:00',
    '+002026-11-22T02:55:47Z',
  ])('%s is none', (outcomeTimestamp) => {
    expect(faultsOf({ ...overridden, outcomeTimestamp })).toEqual(['feedback[0].outcomeTimestamp']);
  });
});

describe("Epic's feedback", () => {
  const extension = { [`${EPIC}Category`]: '45', [`${EPIC}Display`]: 'Unfit', [`${EPIC}Title`]: 'Not fit' };
  const built = { category: '45', display: 'Unfit', title: 'Not fit' };
  const reason = { code: 'contraindicated', display: 'bad', system: 'http://example.org/reasons' };

  it.each<readonly [rule: string, members: JsonObject, expected: object]>([
    [
      'a reason of ours',
      { overrideReasons: { reason, userComment: 'Text' } },
      { reasons: [reason], comments: ['Text'] },
    ],
    [
      'a reason built in Epic',
      { overrideReasons: { extension, userComment: 'Text' } },
      { reasons: [built], comments: ['Text'] },
    ],
    ['a reason built in Epic alone', { overrideReasons: { extension } }, { reasons: [built] }],
    [
      'a category that is a number',
      { overrideReasons: { extension: { [`${EPIC}Category`]: 45 } } },
      { reasons: [{ category: '45' }] },
    ],
    ['a list', { overrideReasons: [{ reason }, { extension }] }, { reasons: [reason, built] }],
    ['an empty list, as none', { overrideReasons: [] }, { reasons: [], comments: [] }],
    ['null, as none', { overrideReasons: null }, { reasons: [], comments: [] }],
    ["the standard's spelling", { overrideReason: { reason } }, { reasons: [reason] }],
    ['its extension in that spelling', { overrideReason: { extension } }, { reasons: [built] }],
    [
      'both spellings',
      { overrideReason: { userComment: 'One' }, overrideReasons: { userComment: 'Two' } },
      { comments: ['One', 'Two'] },
    ],
    ['an acceptance', accepted, { outcome: 'accepted', suggestions: ['sug-1'] }],
  ])('has %s', (_rule, members, expected) => {
    expect(entryOf({ ...overridden, ...members }, 'epic')).toMatchObject(expected);
  });

  it.each<readonly [element: string, members: JsonObject]>([
    ['feedback[0].overrideReasons', { overrideReasons: {} }],
    ['feedback[0].overrideReasons', { overrideReasons: { extension: {} } }],
    ['feedback[0].overrideReasons', { overrideReasons: 'because' }],
    ['feedback[0].overrideReasons', { overrideReasons: Array(101).fill({ reason }) }],
    ['feedback[0].overrideReasons[1].reason.code', { overrideReasons: [{ reason }, { reason: {} }] }],
    [
      `feedback[0].overrideReasons.extension.${EPIC}Title`,
      { overrideReasons: { extension: { [`${EPIC}Title`]: { text: 'x' } } } },
    ],
  ])('is left out for its %s: %#', (element, members) => {
    expect(faultsOf({ ...overridden, ...members }, 'epic')).toEqual([element]);
  });

  it('is not read elsewhere: an extension is no reason', () => {
    expect(faultsOf({ ...overridden, overrideReason: { extension } })).toEqual(['feedback[0].overrideReason']);
  });
});

describe('whatever comes', () => {
  const SECRET = 'Zaphod';
  const noise = fc.oneof(
    fc.constantFrom(SECRET, `${SECRET}/0`, null, '', {}, [], 5, '2026-11-22T02:55:47Z', 'accepted', 'overridden'),
    fc.jsonValue({ maxDepth: 2 }),
    fc.dictionary(
      fc.constantFrom(SECRET, 'reason', 'code', 'userComment', 'extension', 'id', '__proto__'),
      fc.constant(SECRET),
    ),
  );
  const members = fc.dictionary(
    fc.constantFrom(
      SECRET,
      'card',
      'outcome',
      'outcomeTimestamp',
      'acceptedSuggestions',
      'overrideReason',
      'overrideReasons',
    ),
    fc.oneof(noise, fc.array(noise, { maxLength: 3 })),
  );
  const bodies = fc.oneof(
    noise,
    fc
      .array(
        fc.oneof(
          noise,
          members.map((some) => ({ ...accepted, ...some })),
          members,
        ),
      )
      .map((feedback) => ({ feedback })),
  );

  it.each(FEEDBACK_DIALECTS)('in %s, is read or refused by a RequestError, and no value is repeated', (dialect) => {
    fc.assert(
      fc.property(bodies, (body) => {
        let problems: unknown;
        try {
          ({ problems } = parseFeedback(body, dialect));
        } catch (error) {
          expect(error).toBeInstanceOf(RequestError);
          problems = error instanceof RequestError && [error.message, error.problems];
        }
        expect(JSON.stringify(problems)).not.toContain(SECRET);
      }),
      { numRuns: 500 },
    );
  });
});
