import { referenceTo } from '../hooks/reference.ts';
import type { JsonObject } from '../json.ts';
import type { Mention } from '../matching/mentions.ts';
import type { Order } from '../matching/order.ts';
import { expressionsOf, type Policy } from '../policies/policy.ts';
import type { PolicyFunctions } from './functions.ts';
import type { Step, Trace, WordReading } from './trace.ts';

function readingsIn(resource: JsonObject, mentions: readonly Mention[]): readonly WordReading[] {
  return mentions.map((mention) => ({ reference: referenceTo(resource), mention }));
}

/** Adds to a trace the names that were read in an order and in the Conditions its policy speaks of. */
export type WithReadings = (trace: Trace, order: Order, conditions: readonly JsonObject[]) => Trace;

/**
 * Adds the names that were read to the traces of a policy: each beside the first step whose expression asks about its CodeSystem,
 * those of the order in its scope, those of the Conditions in the facts and conditions.
 */
export function createWithReadings(policy: Policy, { describeCoded }: PolicyFunctions): WithReadings {
  const systemsOf = new Map(expressionsOf(policy).map(({ text, nameSystems }) => [text, nameSystems]));
  return (trace, order, conditions) => {
    const { specified, remarked } = order.description;
    const ofOrder = readingsIn(order.resource, [...specified, ...remarked]);
    const ofConditions = conditions.flatMap((condition) => readingsIn(condition, describeCoded(condition).specified));
    const told = new Set<string>();
    const attach = (step: Step, readings: readonly WordReading[]): Step => {
      const asked = (systemsOf.get(step.expression) ?? []).filter((system) => !told.has(system));
      const found = readings.filter(({ mention }) => asked.includes(mention.name.system));
      for (const { mention } of found) told.add(mention.name.system);
      return found.length === 0 ? step : { ...step, readings: found };
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
}
