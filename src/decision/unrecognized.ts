import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { OTHER_PAYER } from '../policies/payer.ts';
import type { Screening } from './decide.ts';
import { type Facts, factNamed, resourcesOf } from './facts.ts';
import { payerOf } from './payer.ts';

/** A call that was answered. */
interface Answered {
  readonly screening: Pick<Screening, 'orders'>;
  readonly facts: Facts;
  /** The Coverages for which something was asserted: their payers are known to the site. */
  readonly assertions: readonly { readonly coverage: string }[];
}

/** As many different ones are named for one call. */
const MOST = 20;
/** An address, an OID or a short name: nothing that a person would write about a patient. */
const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:[\w.:/#%-]{1,190}|[\w.-]{1,40})$/i;

const nameOf = (system: unknown) => {
  const text = asText(system);
  return text !== undefined && ADDRESS.test(text) ? text : undefined;
};

function* unknownSystems(codings: readonly JsonObject[], { systems }: Knowledge): Generator<string> {
  for (const coding of codings) {
    const system = nameOf(coding['system']);
    if (system !== undefined && systems.canonicalOf(system) === undefined) yield `system ${system}`;
  }
}

function* inCoverage(coverage: JsonObject, knowledge: Knowledge, asserted: ReadonlySet<string>): Generator<string> {
  yield* unknownSystems(objectsIn(asObject(coverage['type'])?.['coding']), knowledge);
  if (payerOf(coverage, knowledge).id !== OTHER_PAYER || asserted.has(`Coverage/${String(coverage['id'])}`)) return;
  const identifiers = objectsIn(coverage['payor']).flatMap(({ identifier }) => objectsIn(identifier));
  const systems = identifiers.flatMap(({ system }) => nameOf(system) ?? []);
  yield `payer with identifier of ${systems[0] ?? 'no system'}`;
}

/**
 * The code systems and payers of a call that the knowledge does not know, so that an operator finds the names which clients
 * use: by system alone, never the words of a patient's record.
 */
export function unrecognizedIn(
  { screening: { orders }, facts, assertions }: Answered,
  knowledge: Knowledge,
): readonly string[] {
  const asserted = new Set(assertions.map(({ coverage }) => coverage));
  const found = new Set<string>();
  const collect = (names: Iterable<string>) => {
    for (const name of names) if (found.size < MOST) found.add(name);
  };
  for (const { codings } of orders) collect(unknownSystems(codings, knowledge));
  for (const condition of resourcesOf(factNamed(facts, 'conditions')))
    collect(unknownSystems(objectsIn(asObject(condition['code'])?.['coding']), knowledge));
  for (const coverage of resourcesOf(factNamed(facts, 'coverages'))) collect(inCoverage(coverage, knowledge, asserted));
  return [...found];
}
