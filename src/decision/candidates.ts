import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Policy } from '../knowledge/policy.ts';
import type { Order } from './order.ts';

/** Finds the few policies an order might concern, without evaluating anything. */
export interface Candidates {
  /** Each policy that might concern one of the orders, with these orders. */
  among(orders: readonly Order[]): ReadonlyMap<Policy, readonly Order[]>;
}

/** Indexes the policies by the codes and names in their scope, so that their number does not cost a request anything. */
export function createCandidates(knowledge: Knowledge): Candidates {
  const byCode = new Map<string, Policy[]>();
  const byNames = new Map<string, Policy[]>();
  const enter = (index: Map<string, Policy[]>, key: string, policy: Policy) => index.set(key, [...(index.get(key) ?? []), policy]);
  for (const policy of knowledge.policies) {
    for (const { valueSets, nameSystems } of policy.scope) {
      for (const names of nameSystems) enter(byNames, names, policy);
      for (const url of valueSets) {
        const set = knowledge.codeSets.get(url);
        if (set?.enumerable) for (const { system, code } of set.listed) enter(byCode, `${system}|${code}`, policy);
      }
    }
  }
  const forOrder = ({ description }: Order): ReadonlySet<Policy> => {
    const found = new Set<Policy>();
    for (const { system, code } of description.codes) for (const policy of byCode.get(`${system}|${code}`) ?? []) found.add(policy);
    for (const { name } of [...description.specified, ...description.remarked]) for (const policy of byNames.get(name.system) ?? []) found.add(policy);
    return found;
  };
  return {
    among(orders) {
      const concerned = new Map<Policy, Order[]>();
      for (const order of orders) for (const policy of forOrder(order)) concerned.set(policy, [...(concerned.get(policy) ?? []), order]);
      return concerned;
    },
  };
}
