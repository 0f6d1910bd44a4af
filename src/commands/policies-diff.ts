import { cardsText, spokenBy } from '../answer/run-case.ts';
import { textWithoutUuids } from '../hooks/card.ts';
import { VOCABULARY } from '../offer.ts';
import type { LocatedCase } from '../policies/case-file.ts';
import { requestOfCase } from '../policies/case-request.ts';
import { ordersText } from '../policies/cases.ts';
import { loadKnowledge } from '../policies/load.ts';
import { casesUnder } from './case-files.ts';
import { answererOf, withDrafts } from './policies-test.ts';
import type { Report } from './report.ts';

/** Answers of two knowledge roots to one case. */
interface Change {
  readonly case: string;
  readonly orders: string;
  readonly before: string;
  readonly after: string;
  /** The cards are the same, their words are not. */
  readonly inWords: boolean;
}

/** Answers a case by a root, as the cards and their words without ids. */
function answeringBy(root: string, now: number) {
  const knowledge = withDrafts(loadKnowledge(root, VOCABULARY));
  const answer = answererOf(knowledge, now);
  const { canonicalOf } = knowledge.systems;
  return {
    cases: casesUnder(root, knowledge),
    async answerTo({ row }: LocatedCase) {
      const answered = await answer(requestOfCase(row, canonicalOf), row.at);
      return { cards: cardsText(spokenBy(answered)), words: textWithoutUuids(answered.answer.cards) };
    },
  };
}

/** The cases of both roots, each once: the newer file counts where both have a case of the same name. */
function casesOf(
  older: ReadonlyMap<string, readonly LocatedCase[]>,
  newer: ReadonlyMap<string, readonly LocatedCase[]>,
) {
  const all = [...older.values(), ...newer.values()].flat();
  return [...new Map(all.map((each) => [`${each.file} ${each.row.name}`, each])).values()];
}

/** `policies diff`: which cases of two knowledge roots change their answer, drafts counted as released. Throws KnowledgeError. */
export async function run({ before, after }: { readonly before: string; readonly after: string }): Promise<Report> {
  const now = Date.now();
  const [older, newer] = [answeringBy(before, now), answeringBy(after, now)];
  const cases = casesOf(older.cases, newer.cases);
  const changes: Change[] = [];
  for (const each of cases) {
    const [was, is] = [await older.answerTo(each), await newer.answerTo(each)];
    const inWords = was.cards === is.cards;
    if (inWords && was.words === is.words) continue;
    const { file, line, row } = each;
    changes.push({
      case: `${file}:${line} "${row.name}"`,
      orders: ordersText(row),
      before: was.cards,
      after: is.cards,
      inWords,
    });
  }
  const texts = changes.map((change) =>
    [
      change.case,
      `  order: ${change.orders}`,
      change.inWords ? `  ${change.after}, in other words` : `  ${change.before} => ${change.after}`,
    ].join('\n'),
  );
  const others = changes.filter(({ inWords }) => !inWords).length;
  const count = `${cases.length} cases: ${others} with other cards, ${changes.length - others} with other words`;
  return { text: [...texts, count].join('\n\n'), data: { cases: cases.length, changes } };
}
