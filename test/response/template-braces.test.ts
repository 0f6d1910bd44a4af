import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/hooks/card.ts';
import { VOCABULARY } from '../../src/offer.ts';
import { KnowledgeError } from '../../src/policies/fault.ts';
import { loadKnowledge } from '../../src/policies/load.ts';
import { answerer } from '../support/answer.ts';
import { callOf, emptiesIn } from '../support/call.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';

describe('what a template writes in braces', () => {
  const UNITS = 'cards/traction/units.yaml';
  const set = "'Set the quantity of this order to 1: {order}'";

  it.each([
    ['a fact in a summary', 'regions: “{order}”', 'regions: “{order}” {quantity}'],
    ['the order twice in a summary', 'regions: “{order}”', 'regions: “{order}” “{order}”'],
    ['the order twice in a suggestion', set, "'{order} {order}'"],
    ['a fact in a suggestion', set, "'{order} from {quantity} to 1'"],
    ['the order in the label of a suggestion', 'label: Reduce the quantity to 1', "label: 'Reduce {order}'"],
    ['the order in the label of the source', 'label: CPT 97012', "label: 'About {order}' #"],
    ['a fact in a text', 'This order asks for {quantity}', 'This order asks for {quantity} {order}'],
  ])('is filled or refused, never shown: %s', async (_where, from, to) => {
    const copy = copyKnowledge();
    copy.edit(UNITS, from, to);
    let shown = '';
    try {
      const body = callOf({ order: { codes: ['cpt 97012'], text: 'Traction', quantity: { value: 2, unit: 'units' } } });
      shown = JSON.stringify(
        (await answerer(loadKnowledge(copy.root, VOCABULARY))(body)).cards.map(({ suggestions = [], ...card }) => [
          ...Object.values(card.source),
          card.summary,
          card.detail,
          ...suggestions.flatMap(({ label, actions }) => [label, ...actions.map(({ description }) => description)]),
        ]),
      );
    } catch (error) {
      expect(error).toBeInstanceOf(KnowledgeError);
    }
    expect(shown).not.toMatch(/\{(?:order|quantity)\}/);
  });

  it('never leaves an empty detail where no part of it is to be shown', async () => {
    const copy = copyKnowledge();
    const text = copy.read(UNITS);
    copy.write(
      UNITS,
      text.replace(/detail:[\s\S]*?\nsource:/, 'detail:\n  - when: secondOfDay\n    text: Second.\nsource:'),
    );
    const body = callOf({ order: { codes: ['cpt 97012'], quantity: { value: 2, unit: 'units' } } });
    let cards: readonly Card[] = [];
    try {
      cards = (await answerer(loadKnowledge(copy.root, VOCABULARY))(body)).cards;
    } catch (error) {
      expect(error).toBeInstanceOf(KnowledgeError);
    }
    expect(emptiesIn(cards.map((card) => ({ ...card, suggestions: undefined })))).toEqual([]);
  });
});

it('says of any other fact without values that it is not known, in the words of the knowledge', async () => {
  const copy = copyKnowledge();
  copy.edit('cards/traction/units.yaml', 'This order asks for {quantity}', 'Bone cancer: {boneCancer}');
  copy.edit('fhir-resources/terminology/missing-data.json', '"not known"', '"not told"');
  const body = callOf({ order: { codes: ['cpt 97012'], text: 'Traction', quantity: { value: 2, unit: 'units' } } });
  const { cards } = await answerer(loadKnowledge(copy.root, VOCABULARY))(body);
  expect(cards[0]?.detail).toContain('Bone cancer: not told');
});
