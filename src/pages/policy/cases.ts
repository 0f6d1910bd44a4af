import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Ports } from '../../answer/answer-call.ts';
import { type CaseResult, caseAnswerer, runCase } from '../../answer/run-case.ts';
import { dayAt } from '../../calendar.ts';
import { memoizeWeakly } from '../../matching/memoize.ts';
import { CASE_FOLDER } from '../../policies/case.ts';
import { type LocatedCase, readCases } from '../../policies/case-file.ts';
import { createFaultList } from '../../policies/fault.ts';
import type { DecidedCard } from '../../response/respond.ts';
import type { Rules } from '../../rules.ts';

/** The cases of a policy with their results, and for each of its answers a card that one of them brought. */
export interface PolicyCases {
  readonly results: readonly CaseResult[];
  /** By `policy/action`. */
  readonly shown: ReadonlyMap<string, { readonly name: string; readonly card: DecidedCard }>;
}

/** Runs the cases of a policy; undefined where the installation holds none. */
type RunCases = (policyId: string, rules: Rules) => Promise<PolicyCases | undefined>;

const spokenOf = ({ decision: { policy, outcome } }: DecidedCard) =>
  `${policy.id}/${outcome.kind === 'applies' ? outcome.action.id : ''}`;

async function run(cases: readonly LocatedCase[], ports: Ports): Promise<PolicyCases> {
  const { canonicalOf } = ports.rules.knowledge.systems;
  const answer = caseAnswerer(ports);
  const results: CaseResult[] = [];
  const shown = new Map<string, { readonly name: string; readonly card: DecidedCard }>();
  for (const each of cases) {
    const result = await runCase(each, canonicalOf, async (body, day) => {
      const answered = await answer(body, day);
      for (const card of answered.cards)
        if (!shown.has(spokenOf(card))) shown.set(spokenOf(card), { name: each.row.name, card });
      return answered;
    });
    results.push(result);
    // A call of an EHR that waits goes first.
    await turn();
  }
  return { results, shown };
}

/** Runs the case files under a knowledge root, each once a day for the rules in force. A case with a fault of form is left out. */
export function createRunCases(root: string, ports: Omit<Ports, 'rules'>): RunCases {
  const runsOf = memoizeWeakly((_rules: Rules) => new Map<string, { day: string; running: Promise<PolicyCases> }>());
  return async (policyId, rules) => {
    const file = `${CASE_FOLDER}/${policyId}.yaml`;
    const path = join(root, file);
    if (!existsSync(path)) return undefined;
    const [runs, day] = [runsOf(rules), dayAt(ports.now())];
    const before = runs.get(policyId);
    if (before?.day === day) return before.running;
    const { systems } = rules.knowledge;
    const cases = readCases(readFileSync(path, 'utf8'), file, systems, createFaultList());
    const running = run(cases, { ...ports, rules });
    runs.set(policyId, { day, running });
    return running;
  };
}
