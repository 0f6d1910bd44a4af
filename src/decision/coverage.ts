import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Payer } from '../knowledge/payer.ts';
import { matchAt } from '../knowledge/phrase.ts';
import { clausesOf, fold } from '../knowledge/words.ts';
import { knownCodes } from './describe.ts';

const NOT_IN_FORCE = new Set(['cancelled', 'draft', 'entered-in-error']);

function inForce(coverage: JsonObject, today: string): boolean {
  const period = asObject(coverage['period']);
  const start = asText(period?.['start'])?.slice(0, 10);
  const end = asText(period?.['end'])?.slice(0, 10);
  return (
    !NOT_IN_FORCE.has(String(coverage['status'])) &&
    !(start && start > today) &&
    !(end && end < today.slice(0, end.length))
  );
}

/** The Coverage that pays first: in force on the day, lowest `order`, then the latest start. `today` is YYYY-MM-DD. */
export function primaryCoverage(coverages: readonly JsonObject[], today: string): JsonObject | undefined {
  const order = (coverage: JsonObject) =>
    typeof coverage['order'] === 'number' ? coverage['order'] : Number.MAX_SAFE_INTEGER;
  const start = (coverage: JsonObject) => asText(asObject(coverage['period'])?.['start']) ?? '';
  return coverages
    .filter((coverage) => inForce(coverage, today))
    .toSorted((a, b) => order(a) - order(b) || start(b).localeCompare(start(a)))[0];
}

function isCalled(payer: Payer, names: readonly string[]): boolean {
  return names.some(
    (name) =>
      fold(name).trim() === payer.exactly ||
      clausesOf(name).some((clause) =>
        payer.phrases.some((phrase) => clause.some((_, at) => matchAt(phrase, clause, at) !== undefined)),
      ),
  );
}

/**
 * Who pays: a programme by the type of the Coverage, else by the name of payor or plan (`class`), else the company by identifier or name, else
 * `other`. Nothing if there is no Coverage.
 */
export function payerOf(coverage: JsonObject | undefined, knowledge: Knowledge): string | undefined {
  if (!coverage) return undefined;
  const types = knownCodes(objectsIn(asObject(coverage['type'])?.['coding']), knowledge.systems);
  const payors = objectsIn(coverage['payor']);
  const plans = objectsIn(coverage['class']).map(({ name }) => name);
  const names = [...payors.map(({ display }) => display), ...plans].map(asText).filter((name) => name !== undefined);
  const programmes = knowledge.payers.filter(({ programme }) => programme);
  const byType = programmes.find((payer) =>
    types.some((type) => payer.types.some(({ system, code }) => system === type.system && code === type.code)),
  );
  const company = () =>
    knowledge.payers.find(({ programme, identifiers }) => {
      const owns = payors
        .map(({ identifier }) => asObject(identifier))
        .some((own) => identifiers.some(({ system, value }) => own?.['system'] === system && own['value'] === value));
      return !programme && owns;
    }) ?? knowledge.payers.find((payer) => !payer.programme && isCalled(payer, names));
  return (byType ?? programmes.find((payer) => isCalled(payer, names)) ?? company())?.id ?? 'other';
}
