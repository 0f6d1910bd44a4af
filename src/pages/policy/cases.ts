import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parse } from 'yaml';
import { type AnsweredCall, answerCall, type Ports } from '../../answer/answer-call.ts';
import { HOOKS } from '../../hooks/hooks.ts';
import { orderSign } from '../../hooks/order-sign.ts';
import { STANDARD_HABITS } from '../../hooks/prefetch.ts';
import type { PolicyCase } from '../../policies/case.ts';
import { requestOf } from '../../policies/case-request.ts';
import type { DecidedCard } from '../../response/respond.ts';
import type { Rules } from '../../rules.ts';

/** A case of a policy, and what it comes to on the running version. */
export interface CaseResult {
  readonly row: PolicyCase;
  /** `policy/action` of every card that came. */
  readonly got: readonly string[];
  readonly passed: boolean;
}

/** The cases of a policy with their results, and for each of its actions a card that one of them brought. */
export interface PolicyCases {
  readonly results: readonly CaseResult[];
  readonly shown: ReadonlyMap<string, { readonly name: string; readonly card: DecidedCard }>;
}

/** Runs the cases of a policy; undefined where the installation holds none. */
export type RunCases = (policyId: string, rules: Rules) => Promise<PolicyCases | undefined>;

const FOLDER = 'test/policies';

function spokenBy({ decisions }: AnsweredCall): readonly string[] {
  return decisions.flatMap(({ policy, outcome }) =>
    outcome.kind === 'applies' ? [`${policy.id}/${outcome.action.id}`] : [],
  );
}

const sorted = (cards: readonly string[]) => cards.toSorted().join(' ');

async function run(rows: readonly PolicyCase[], ports: Ports): Promise<PolicyCases> {
  const { systems } = ports.rules.knowledge;
  const site = { policies: undefined, cards: 'standard' as const, fhirServers: [], prefetch: STANDARD_HABITS };
  const results: CaseResult[] = [];
  const shown = new Map<string, { readonly name: string; readonly card: DecidedCard }>();
  for (const row of rows) {
    const hook = HOOKS.find(({ name }) => name === row.hook) ?? orderSign;
    const answered = await answerCall({ body: requestOf(row, systems.canonicalOf), hook, site }, ports);
    const got = spokenBy(answered);
    results.push({ row, got, passed: sorted(got) === sorted(row.expect) });
    for (const [at, card] of answered.cards.entries()) {
      const spoken = got[at] ?? '';
      if (!shown.has(spoken)) shown.set(spoken, { name: row.name, card });
    }
    // A call of an EHR that waits goes first.
    await turn();
  }
  return { results, shown };
}

/** Runs the case files under a knowledge root, each once for the rules in force. */
export function createRunCases(root: string, ports: Omit<Ports, 'rules'>): RunCases {
  const known = new WeakMap<Rules, Map<string, Promise<PolicyCases>>>();
  return async (policyId, rules) => {
    const path = join(root, FOLDER, `${policyId}.yaml`);
    if (!existsSync(path)) return undefined;
    const ofRules = known.get(rules) ?? new Map<string, Promise<PolicyCases>>();
    known.set(rules, ofRules);
    const running = ofRules.get(policyId) ?? run(parse(readFileSync(path, 'utf8')), { ...ports, rules });
    ofRules.set(policyId, running);
    return running;
  };
}
