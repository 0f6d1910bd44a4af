import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import type { KnownCode } from '../matching/code-systems.ts';
import { knownCodes } from '../matching/description.ts';
import { standsIn } from '../matching/phrase.ts';
import { type Clause, clausesOf, fold } from '../matching/tokenize.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import type { Payer } from '../policies/payer.ts';

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

/** What a Coverage says of who pays. */
interface Evidence {
  readonly types: readonly KnownCode[];
  readonly identifiers: readonly JsonObject[];
  /** Names of the payors and of the plan (`class`), folded, and their words. */
  readonly names: readonly { readonly folded: string; readonly clauses: readonly Clause[] }[];
}

function evidenceOf(coverage: JsonObject, { systems }: Knowledge): Evidence {
  const payors = objectsIn(coverage['payor']);
  const names = [...payors.map(({ display }) => display), ...objectsIn(coverage['class']).map(({ name }) => name)];
  return {
    types: knownCodes(objectsIn(asObject(coverage['type'])?.['coding']), systems),
    identifiers: payors.map(({ identifier }) => asObject(identifier)).filter((identifier) => identifier !== undefined),
    names: names
      .map(asText)
      .filter((name) => name !== undefined)
      .map((name) => ({ folded: fold(name).trim(), clauses: clausesOf(name) })),
  };
}

function hasType(payer: Payer, { types }: Evidence): boolean {
  return types.some((type) => payer.types.some(({ system, code }) => system === type.system && code === type.code));
}

function isIdentified(payer: Payer, { identifiers }: Evidence): boolean {
  return identifiers.some((own) =>
    payer.identifiers.some(({ system, value }) => own['system'] === system && own['value'] === value),
  );
}

function isCalled(payer: Payer, { names }: Evidence): boolean {
  const holdsAlias = (clause: Clause) => payer.phrases.some((phrase) => standsIn(phrase, clause));
  return names.some(({ folded, clauses }) => folded === payer.exactly || clauses.some(holdsAlias));
}

/**
 * Who pays: a programme by the type of the Coverage, else by name; else a company by identifier, else by name; else
 * `other`. Nothing if there is no Coverage.
 */
export function payerOf(coverage: JsonObject | undefined, knowledge: Knowledge): string | undefined {
  if (!coverage) return undefined;
  const evidence = evidenceOf(coverage, knowledge);
  const programmes = knowledge.payers.filter(({ programme }) => programme);
  const companies = knowledge.payers.filter(({ programme }) => !programme);
  const payer =
    programmes.find((candidate) => hasType(candidate, evidence)) ??
    programmes.find((candidate) => isCalled(candidate, evidence)) ??
    companies.find((candidate) => isIdentified(candidate, evidence)) ??
    companies.find((candidate) => isCalled(candidate, evidence));
  return payer?.id ?? 'other';
}
