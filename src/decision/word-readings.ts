import { referenceTo } from '../hooks/reference.ts';
import type { JsonObject } from '../json.ts';
import { memoizeWeakly } from '../matching/memoize.ts';
import type { Mention } from '../matching/mentions.ts';
import type { Order } from '../matching/order.ts';
import { expressionsOf, type Policy } from '../policies/policy.ts';
import type { PolicyFunctions } from './functions.ts';
import type { Step, Trace, WordReading } from './trace.ts';

function readingsIn(resource: JsonObject, mentions: readonly Mention[]): readonly WordReading[] {
  return mentions.map((mention) => ({ reference: referenceTo(resource), mention }));
}

/** Readings of names of certain CodeSystems, and the CodeSystems among these that there are any of. */
interface ReadingsOf {
  readonly readings: readonly WordReading[];
  readonly systems: ReadonlySet<string>;
}

type SelectReadings = (systems: readonly string[]) => ReadingsOf;

/** Selects readings by their CodeSystems, memoized: each order asks for the same ones of a chart. */
function createSelect(all: readonly WordReading[]): SelectReadings {
  const selected = new Map<string, ReadingsOf>();
  return (systems) => {
    const key = systems.join(' ');
    const known = selected.get(key);
    if (known) return known;
    const readings = all.filter(({ mention }) => systems.includes(mention.name.system));
    const found = { readings, systems: new Set(readings.map(({ mention }) => mention.name.system)) };
    selected.set(key, found);
    return found;
  };
}

/** Adds to a trace the names that were read in an order and in the Conditions its policy speaks of. */
export type WithReadings = (trace: Trace, order: Order, conditions: readonly JsonObject[]) => Trace;

/**
 * Makes what adds the names that were read to the traces of a policy for the orders of a call: each beside the first step whose
 * expression asks about its CodeSystem, those of the order in its scope, those of the Conditions in the facts and conditions.
 */
export function createWithReadings(policy: Policy, { describeCoded }: PolicyFunctions): () => WithReadings {
  const systemsOf = new Map(expressionsOf(policy).map(({ text, nameSystems }) => [text, nameSystems]));
  return () => {
    const selectAmong = memoizeWeakly((conditions: readonly JsonObject[]) =>
      createSelect(conditions.flatMap((each) => readingsIn(each, describeCoded(each).specified))),
    );
    return (trace, order, conditions) => {
      const { specified, remarked } = order.description;
      const ofOrder = createSelect(readingsIn(order.resource, [...specified, ...remarked]));
      const ofConditions = selectAmong(conditions);
      const told = new Set<string>();
      const attach = (step: Step, select: SelectReadings): Step => {
        const asked = (systemsOf.get(step.expression) ?? []).filter((system) => !told.has(system));
        const { readings, systems } = select(asked);
        for (const system of systems) told.add(system);
        return readings.length === 0 ? step : { ...step, readings };
      };
      return {
        scope: trace.scope.map((step) => attach(step, ofOrder)),
        facts: trace.facts.map((step) => attach(step, ofConditions)),
        attempts: trace.attempts.map(({ action, steps }) => ({
          action,
          steps: steps.map((step) => attach(step, ofConditions)),
        })),
      };
    };
  };
}
