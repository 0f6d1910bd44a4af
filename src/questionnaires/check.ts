import type { ReportFault } from '../matching/concept.ts';
import type { FaultList } from '../policies/fault.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkExtensions, checkItems } from './check-items.ts';
import { COMPLETION_TIME, OF_QUESTIONNAIRE, QUESTIONNAIRE_AUDIENCE } from './extensions.ts';
import { itemsIn } from './items.ts';
import type { Questionnaire } from './questionnaire-shape.ts';

/** A questionnaire's name for others: its address and its version (FHIR canonical). */
export const canonicalOf = ({ url, version }: Pick<Questionnaire, 'url' | 'version'>) => `${url}|${version}`;

/** Each contained ValueSet is used, and expanded: clients have no terminology server to expand it by. */
function checkContained(questionnaire: Questionnaire, report: ReportFault): void {
  const choices = itemsIn(questionnaire).flatMap(({ item }) => (item.type === 'choice' ? [item] : []));
  const used = new Set(choices.map(({ answerValueSet }) => answerValueSet));
  const sets = questionnaire.contained ?? [];
  // A use that is misspelt or left out is told where it should stand.
  const isMisspelt = choices.some(
    ({ answerOption, answerValueSet }) => !answerOption && !sets.some(({ id }) => answerValueSet === `#${id}`),
  );
  for (const [at, { id, expansion }] of sets.entries()) {
    const element = `Questionnaire.contained[${at}]`;
    if (!expansion) report(element, 'must have an expansion: clients have no terminology server');
    if (!used.has(`#${id}`) && !isMisspelt) report(element, `no item uses #${id}`);
  }
}

/** A form for clinicians says how long it takes them (DTR dtrq-6). */
function checkTime({ extension }: Questionnaire, report: ReportFault): void {
  const at = extension.findIndex(({ url }) => url === COMPLETION_TIME);
  const isForClinicians = extension.some(
    ({ url, valueCode }) => url === QUESTIONNAIRE_AUDIENCE && valueCode !== 'admin',
  );
  const parts = (extension[at]?.extension ?? []).map(({ url }) => url);
  if (at >= 0 && isForClinicians && !parts.includes('clinicalTime'))
    report(
      `Questionnaire.extension[${at}]`,
      'must have clinicalTime, since clinicians or patients fill it in (DTR dtrq-6)',
    );
}

/** Checks all questionnaires of the knowledge. Faults are collected, each with file and element. */
export function checkQuestionnaires(questionnaires: ReadonlyMap<string, Questionnaire>, faults: FaultList): void {
  const owners = new Map<string, string>();
  for (const [file, questionnaire] of questionnaires) {
    const report: ReportFault = (element, reason) => faults.add(file, element, reason);
    const canonical = canonicalOf(questionnaire);
    const owner = owners.get(canonical);
    if (owner !== undefined)
      report('Questionnaire.version', `${canonical} is also in ${owner}: give each version its own number`);
    owners.set(canonical, file);
    checkExtensions(questionnaire.extension, OF_QUESTIONNAIRE, 'Questionnaire', report);
    checkContained(questionnaire, report);
    checkTime(questionnaire, report);
    checkItems(questionnaire, report);
    checkExpressions(questionnaire, report);
  }
}
