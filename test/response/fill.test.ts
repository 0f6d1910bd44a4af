import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/decision/decide.ts';
import type { Finding } from '../../src/decision/expressions.ts';
import type { Card } from '../../src/hooks/card.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Shown } from '../../src/policies/card-template.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { fillParts, isShown } from '../../src/response/fill.ts';
import { answerer } from '../support/answer.ts';
import { anyText } from '../support/any-text.ts';
import { callOf, callWith, changed } from '../support/call.ts';
import { knowledge } from '../support/knowledge.ts';

const answer = answerer();
const cardFor = async (body: JsonObject): Promise<Card | undefined> => (await answer(body)).cards[0];
const order = (members: JsonObject): JsonObject => ({
  resourceType: 'ServiceRequest',
  id: 'o1',
  status: 'draft',
  ...members,
});
const traction = { system: 'http://www.ama-assn.org/go/cpt', code: '97012' };
const titled = (text: string) => callWith([order({ code: { coding: [traction], text } })]);

describe('a summary', () => {
  it('has at most 139 characters, whatever the order calls itself', async () => {
    const texts = fc.oneof(
      anyText(300),
      fc.string({ unit: 'grapheme', maxLength: 300, size: 'max' }),
      fc.string({ unit: fc.constantFrom('wide ', 'Ｗ', '🦴', 'e\u0301', '<', ' ', '$&'), maxLength: 300, size: 'max' }),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const summary = (await cardFor(titled(text)))?.summary ?? '';
        expect(summary.length).toBeLessThanOrEqual(139);
        expect(summary).toMatch(/^For 97012 record device.*: “\S.*”$/);
        expect(summary.isWellFormed()).toBe(true);
      }),
    );
  });

  it.each(['W', 'Ｗ', '𝐖', 'word ', 'e\u0301'])(
    'fills its room and no more with a title of many "%s"',
    async (unit) => {
      const length = (await cardFor(titled(unit.repeat(200))))?.summary.length;
      expect(length).toBeLessThanOrEqual(139);
      expect(length).toBeGreaterThan(130);
    },
  );

  it.each<readonly [string, JsonObject, string]>([
    ['its text', { code: { coding: [{ ...traction, display: 'Display' }], text: 'Text' } }, 'Text'],
    ['a display', { code: { coding: [traction, { display: 'Display' }] } }, 'Display'],
    ['its code', { code: { coding: [traction] } }, '97012'],
    ['its code where the text says nothing', { code: { coding: [traction], text: '<br>' } }, '97012'],
    [
      'a later title where the first says nothing',
      { code: { coding: [{ ...traction, display: 'Display' }], text: '***' } },
      'Display',
    ],
  ])('names the order by %s', async (_how, members, name) => {
    expect((await cardFor(callWith([order(members)])))?.summary).toMatch(new RegExp(`: “${name}”$`));
  });

  it('takes the text of an order as it is, not as a replacement pattern', async () => {
    expect((await cardFor(titled('A $& B $1')))?.summary).toMatch(/: “A & B 1”$/);
  });
});

const osteoporosis = (members: JsonObject): JsonObject => ({
  resourceType: 'Condition',
  id: 'c',
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M81.0' }] },
  ...members,
});
const detailFor = async (...conditions: readonly JsonObject[]) =>
  (await cardFor(changed(callOf(), 'prefetch.conditions', searchset(conditions))))?.detail ?? '';

describe('a detail', () => {
  it.each<readonly [string, JsonObject, string]>([
    [
      'text, code, status and date',
      {
        code: { coding: [{ system: 'ICD10', code: 'M81.0', display: 'D' }], text: 'Bone loss' },
        recordedDate: '2025-03-01T10:00:00Z',
      },
      'Bone loss (M81.0, active, recorded 2025-03-01)',
    ],
    [
      'a display where there is no text',
      { code: { coding: [{ system: 'ICD10', code: 'M81.0', display: 'Osteoporosis' }] }, onsetDateTime: '2024' },
      'Osteoporosis (M81.0, active, onset 2024)',
    ],
    [
      'how sure it is where it is not confirmed',
      { verificationStatus: { coding: [{ code: 'provisional' }] } },
      'a condition (M81.0, active, provisional)',
    ],
    [
      'no word of it where it is confirmed',
      { verificationStatus: { coding: [{ code: 'confirmed' }] } },
      'a condition (M81.0, active)',
    ],
    ['what is not given as not given', { clinicalStatus: undefined }, 'a condition (M81.0, status not given)'],
  ])('names a condition with %s', async (_what, members, words) => {
    expect(await detailFor(osteoporosis(members))).toContain(`To clarify before traction:** ${words}.`);
  });

  it('names three of many, and how many more there are', async () => {
    const many = [1, 2, 3, 4, 5].map((at) =>
      osteoporosis({ id: `c${at}`, code: { coding: [{ system: 'ICD10', code: 'M81.0' }], text: `Loss ${at}` } }),
    );
    expect(await detailFor(...many)).toMatch(/Loss 1 .*; Loss 2 .*; Loss 3 [^;]*; and 2 more\./);
  });

  it('names equal ones once, and counts them as one', async () => {
    const equal = [1, 2, 3, 4, 5].map((at) => osteoporosis({ id: `c${at}` }));
    expect(await detailFor(...equal)).toMatch(/To clarify before traction:\*\* a condition \(M81.0, active\)\./);
  });

  it('shows a part only when its fact says so', async () => {
    const unknown = (await cardFor(changed(callOf(), 'prefetch.conditions')))?.detail ?? '';
    expect(unknown).toContain('**Not checked:**');
    expect(await detailFor()).not.toContain('Not checked');
    expect(await detailFor()).not.toContain('To clarify');
  });

  it('keeps a part that only one payer does not get while it is unknown who pays', async () => {
    const body = changed(callOf({ order: { codes: ['hcpcs S9090'] } }), 'prefetch.coverage');
    const detail = (await cardFor(body))?.detail ?? '';
    expect(detail).toContain('Many insurers rate');
    const medicare = callOf({ order: { codes: ['hcpcs S9090'] }, coverage: { payor: 'Medicare' } });
    expect((await cardFor(medicare))?.detail).not.toContain('Many insurers rate');
  });

  it('sets paragraphs apart and list items under one another', async () => {
    expect(await detailFor(osteoporosis({}))).toMatch(/\n\n- Record [^\n]+\n- Bill [^\n]+\n/);
  });

  it('makes the text of a client inert', async () => {
    const evil = '<img onerror=alert(1)> [x](javascript:alert(1)) https://evil.example\n- item';
    const detail = await detailFor(
      osteoporosis({ code: { coding: [{ system: 'ICD10', code: 'M81.0' }], text: evil } }),
    );
    expect(detail).toContain('To clarify');
    expect(detail).not.toMatch(/<img|\]\(|evil\.example|javascript:/);
    expect(detail).not.toContain('\n- item');
  });

  it('names the payer in its own words, made inert', async () => {
    const body = callOf({ order: { text: 'Dynesys' }, coverage: { payor: 'Blue Plus <b>[x](https://evil.example)' } });
    const detail = (await cardFor(body))?.detail ?? '';
    expect(detail).toContain('Coverage on file: Blue Plus x (.');
  });

  it('says that a payer has no name', async () => {
    const coverage = { resourceType: 'Coverage', status: 'active', payor: [{ reference: 'Organization/1' }] };
    const body = changed(callOf({ order: { text: 'Dynesys' } }), 'prefetch.coverage', searchset([coverage]));
    expect((await cardFor(body))?.detail).toContain('Coverage on file: payer not named.');
  });
});

describe('a part of a card', () => {
  const cause = { fact: 'coverages', reason: 'withheld' } as const;
  const gap = { reason: 'coverage in part: withheld', cause };
  const FINDINGS: Readonly<Record<string, Finding>> = {
    met: { truth: 'met', values: ['x'] },
    inPart: { truth: 'met', values: ['x'], gap },
    refused: { truth: 'not-met', values: [] },
    unsure: { truth: 'unknown', values: [], gap },
    failed: { truth: 'unknown', values: [], gap: { reason: 'the expression cannot be evaluated on these data' } },
    gapWithoutCause: { truth: 'met', values: [], gap: { reason: 'x' } },
  };
  const decided = async (): Promise<Decision> => {
    const [decision] = (await answer(titled('Traction (15 lb) & more'))).decisions;
    if (!decision) throw new Error('the order is of no policy');
    return { ...decision, findings: new Map(Object.entries(FINDINGS)) };
  };

  it.each<readonly [shown: Shown, facts: readonly string[]]>([
    [{ when: '' }, ['met', 'inPart', 'gapWithoutCause']],
    [{ unless: '' }, ['refused', 'unsure', 'failed', 'unheard']],
    [{ unknown: '' }, ['unsure', 'failed']],
    [{ partly: '' }, ['inPart', 'gapWithoutCause']],
  ])('with %j of a fact is shown by what the fact came to', async (shown, facts) => {
    const decision = await decided();
    const names = [...Object.keys(FINDINGS), 'unheard'];
    const ofFact = (name: string) => Object.fromEntries(Object.keys(shown).map((member) => [member, name]));
    expect(names.filter((name) => isShown(ofFact(name), decision))).toEqual(facts);
  });

  it('is always shown where it hangs on no fact', async () => {
    expect(isShown({}, await decided())).toBe(true);
  });

  it.each([
    ['{order}', 'Traction (15 lb) \\& more'],
    ['{met}', 'x'],
    ['{payerName}', 'payer not named'],
    ['{refused}', 'not known'],
    ['{unheard}', 'not known'],
    ['{unsure.reason}', 'the EHR withheld all or part of the coverage'],
    ['{failed.reason}', 'it could not be decided'],
    ['{gapWithoutCause.reason}', 'it could not be decided'],
    ['{unheard.reason}', 'it could not be decided'],
  ])('says for %s "%s"', async (text, words) => {
    expect(fillParts([{ text }], await decided(), knowledge.missingWords)).toBe(words);
  });

  it('is a paragraph of its own, unless it continues a list', async () => {
    const texts = ['One.', '- two', '- three', 'Four.', '- five'].map((text) => ({ text }));
    const decision = await decided();
    expect(fillParts(texts, decision, knowledge.missingWords)).toBe('One.\n\n- two\n- three\n\nFour.\n\n- five');
    expect(fillParts([], decision, knowledge.missingWords)).toBe('');
  });
});
