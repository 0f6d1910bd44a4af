import type { Order } from '../matching/order.ts';
import { versionInForce } from '../policies/in-force.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import type { Policy } from '../policies/policy.ts';

/** Finds the few policies an order might concern, without evaluating anything. */
interface Candidates {
  /** Each policy that might concern one of the orders and is in force on its day (YYYY-MM-DD), with these orders. */
  among(orders: readonly Order[], dayOf: (order: Order) => string): ReadonlyMap<Policy, readonly Order[]>;
}

type Index = ReadonlyMap<string, readonly Policy[]>;

/** The policies by the keys found in their scope. */
function indexBy(policies: readonly Policy[], keysOf: (policy: Policy) => readonly string[]): Index {
  const pairs = policies.flatMap((policy) => [...new Set(keysOf(policy))].map((key) => ({ key, policy })));
  const byKey = Map.groupBy(pairs, ({ key }) => key);
  return new Map([...byKey].map(([key, theirs]) => [key, theirs.map(({ policy }) => policy)]));
}

function codesIn(policy: Policy, codeSets: Knowledge['codeSets']): readonly string[] {
  const sets = policy.scope.flatMap(({ valueSets }) => valueSets.flatMap((url) => codeSets.get(url) ?? []));
  return sets.flatMap(({ listed }) => listed.map(({ system, code }) => `${system}|${code}`));
}

/** Indexes the policies by the codes and names in their scope, so that their number does not cost a request anything. */
export function createCandidates({ policies: all, codeSets }: Knowledge): Candidates {
  const policies = all.filter(({ isActive }) => isActive);
  const versions = Map.groupBy(policies, ({ id }) => id);
  const isInForce = (policy: Policy, day: string) => versionInForce(versions.get(policy.id) ?? [], day) === policy;
  const byCode = indexBy(policies, (policy) => codesIn(policy, codeSets));
  const byNames = indexBy(policies, ({ scope }) => scope.flatMap(({ nameSystems }) => nameSystems));
  const policiesFor = ({ codes, description: { specified, remarked } }: Order): ReadonlySet<Policy> =>
    new Set([
      ...codes.flatMap(({ system, code }) => byCode.get(`${system}|${code}`) ?? []),
      ...[...specified, ...remarked].flatMap(({ name }) => byNames.get(name.system) ?? []),
    ]);
  return {
    among(orders, dayOf) {
      const pairs = orders.flatMap((order) => {
        const found = [...policiesFor(order)];
        if (found.length === 0) return [];
        const day = dayOf(order);
        return found.filter((policy) => isInForce(policy, day)).map((policy) => ({ policy, order }));
      });
      const byPolicy = Map.groupBy(pairs, ({ policy }) => policy);
      return new Map([...byPolicy].map(([policy, theirs]) => [policy, theirs.map(({ order }) => order)]));
    },
  };
}
