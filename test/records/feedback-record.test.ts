import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FeedbackEntry, type GivenReason, parseFeedback } from '../../src/hooks/feedback.ts';
import { reasonName, recordFeedback, unsealedWords } from '../../src/records/feedback-record.ts';
import type { FeedbackRecord } from '../../src/records/record.ts';
import { knowledge } from '../support/knowledge.ts';
import { pseudonymizerOf } from '../support/pseudonymizer.ts';

const pseudonymizer = pseudonymizerOf();
const OWN = 'https://spine-coverage-cds.example/CodeSystem/override-reason';
const uuid = '4e0a3a1e-197f-44ab-ad90-d2a4d4c7f111';
const entry: FeedbackEntry = {
  card: uuid,
  outcome: 'overridden',
  at: '2026-11-22T02:55:47.944Z',
  suggestions: [],
  reasons: [],
  comments: [],
};

const record = (members: Partial<FeedbackEntry> = {}, { site = 'mercy', received = '2026-11-22T03:00:00.000Z' } = {}) =>
  recordFeedback(
    { ...entry, ...members },
    { site, service: 'order-sign', received, pseudonymizer, offered: knowledge.overrideReasons },
  );
const idOf = (members: Partial<FeedbackEntry>) => record(members).id;

describe('a report', () => {
  it('keeps who reported what of which card', () => {
    expect(record()).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      site: 'mercy',
      service: 'order-sign',
      card: uuid,
      outcome: 'overridden',
      at: entry.at,
      received: '2026-11-22T03:00:00.000Z',
      suggestions: [],
    });
  });

  it('keeps UUIDs of cards and suggestions, each once, and a pseudonym of what came in their place', () => {
    const { card, suggestions } = record({ card: 'Smith', suggestions: [uuid, 'sug-1', uuid.toUpperCase()] });
    expect(card).toBe(pseudonymizer.pseudonym('Smith'));
    expect(suggestions).toEqual([uuid, pseudonymizer.pseudonym('sug-1')]);
  });
});

describe('the reason', () => {
  it.each<readonly [rule: string, reason: GivenReason, kept: string | undefined]>([
    ['is readable if this server offers it', { code: 'self-pay-agreed', system: OWN }, 'self-pay-agreed'],
    ['is readable if the client left out its system', { code: 'self-pay-agreed' }, 'self-pay-agreed'],
    ['is sealed if it is of another system', { code: 'self-pay-agreed', system: 'https://ehr.example.org' }, undefined],
    ['is sealed if nobody offered it', { code: 'patient-declined', system: OWN }, undefined],
    ['is sealed if it was built in Epic', { category: '45', title: 'Not fit', display: 'Unfit' }, undefined],
  ])('%s', (_rule, reason, kept) => {
    const { reason: clear, sealed, ...others } = record({ reasons: [reason] });
    expect(clear).toBe(kept);
    expect(sealed === undefined).toBe(kept !== undefined);
    expect(JSON.stringify(others)).not.toMatch(/declined|self-pay|fit/i);
    expect(unsealedWords(record({ reasons: [reason] }), pseudonymizer)).toMatchObject({
      reasons: kept ? [] : [reason],
    });
  });

  it('is sealed as well if the client called it something else', () => {
    const reason = { code: 'self-pay-agreed', system: OWN, display: 'Smith will pay' };
    const kept = record({ reasons: [reason] });
    expect(kept.reason).toBe('self-pay-agreed');
    expect(unsealedWords(kept, pseudonymizer)).toMatchObject({ reasons: [reason] });
    const display = knowledge.overrideReasons.get('self-pay-agreed')?.display;
    expect(record({ reasons: [{ ...reason, display }] })).not.toHaveProperty('sealed');
  });

  it('is the first of several that this server offers; the others are sealed', () => {
    const kept = record({ reasons: [{ code: 'odd' }, { code: 'research-use' }, { code: 'self-pay-agreed' }] });
    expect(kept.reason).toBe('research-use');
    expect(unsealedWords(kept, pseudonymizer)).toMatchObject({
      reasons: [{ code: 'odd' }, { code: 'self-pay-agreed' }],
    });
  });
});

describe('a comment', () => {
  it('is sealed, and comes back with the same secret only', () => {
    const kept = record({ comments: ['Smith had a stroke.', 'Two.'] });
    expect(JSON.stringify(kept)).not.toContain('Smith');
    expect(unsealedWords(kept, pseudonymizer)).toEqual({ reasons: [], comments: ['Smith had a stroke.', 'Two.'] });
    expect(unsealedWords(kept, pseudonymizerOf(8))).toBe('unreadable');
  });

  it('is none where none was given', () => {
    expect(unsealedWords(record(), pseudonymizer)).toEqual({ reasons: [], comments: [] });
  });
});

describe('the name of a reason', () => {
  it.each<readonly [GivenReason, string | undefined]>([
    [{ code: 'a', display: 'A' }, 'a'],
    [{ category: '45', display: 'Long', title: 'Short' }, 'Short'],
    [{ category: '45', display: 'Long' }, 'Long'],
    [{ category: '45' }, '45'],
    [{}, undefined],
  ])('of %j is %j', (reason, name) => {
    expect(reasonName(reason)).toBe(name);
  });
});

describe('the id of a report', () => {
  const wire = fc.record(
    {
      card: fc.oneof(fc.uuid(), fc.string({ minLength: 1, maxLength: 9 })),
      outcome: fc.constant('accepted'),
      outcomeTimestamp: fc
        .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
        .map((date) => date.toJSON()),
      acceptedSuggestions: fc.array(fc.record({ id: fc.uuid() }), { minLength: 1, maxLength: 3 }),
      overrideReason: fc.record(
        { reason: fc.record({ code: fc.string({ minLength: 1, maxLength: 5 }) }), userComment: fc.string() },
        { requiredKeys: ['reason'] },
      ),
    },
    { requiredKeys: ['card', 'outcome', 'outcomeTimestamp', 'acceptedSuggestions'] },
  );
  const kept = (item: object, site = 'mercy'): readonly FeedbackRecord[] =>
    parseFeedback({ feedback: [item] }, 'standard').entries.map((parsed) =>
      record(parsed, { site, received: new Date(Date.UTC(2026, 0, site.length)).toJSON() }),
    );

  it('is the same for the same report sent again, in another order and time zone', () => {
    fc.assert(
      fc.property(wire, (item) => {
        const again = {
          ...Object.fromEntries(Object.entries(item).toReversed()),
          card: /^[0-9a-f-]{36}$/.test(item.card) ? item.card.toUpperCase() : item.card,
          acceptedSuggestions: item.acceptedSuggestions.toReversed(),
          outcomeTimestamp: `${new Date(Date.parse(item.outcomeTimestamp) + 3_600_000).toJSON().slice(0, -1)}+01:00`,
          extension: { some: 'thing' },
        };
        expect(kept(item)).toHaveLength(1);
        expect(kept(again).map(({ id }) => id)).toEqual(kept(item).map(({ id }) => id));
      }),
    );
  });

  it.each<readonly [string, Partial<FeedbackEntry>]>([
    ['card', { card: uuid.replace('4', '5') }],
    ['outcome', { outcome: 'accepted' }],
    ['time', { at: '2026-11-22T02:55:47.945Z' }],
    ['suggestion', { suggestions: [uuid] }],
    ['reason', { reasons: [{ code: 'a' }] }],
    ['comment', { comments: ['a'] }],
  ])('differs with the %s', (_part, members) => {
    expect(idOf(members)).not.toBe(idOf({}));
  });

  it('differs with the site, and cannot be had by joining parts in another way', () => {
    expect(record({}, { site: 'other' }).id).not.toBe(record().id);
    expect(idOf({ comments: ['a', 'b'] })).not.toBe(idOf({ comments: ['a","b'] }));
    expect(idOf({ reasons: [{ code: 'a' }] })).not.toBe(idOf({ reasons: [{ title: 'a' }] }));
  });
});
