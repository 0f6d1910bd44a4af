import { randomUUID } from 'node:crypto';
import { type AnswerCase, type CaseResult, caseAnswerer, runCase } from '../answer/run-case.ts';
import { counted } from '../counted.ts';
import { createDecider } from '../decision/decide.ts';
import { createFhirClient } from '../fhir-client/client.ts';
import { OFFER, VOCABULARY } from '../offer.ts';
import { CASE_FOLDER } from '../policies/case.ts';
import type { LocatedCase } from '../policies/case-file.ts';
import { gapsIn, ordersText, undatedIn } from '../policies/cases.ts';
import { type Fault, faultLines } from '../policies/fault.ts';
import { type LoadedKnowledge, loadKnowledge } from '../policies/load.ts';
import { casesUnder } from './case-files.ts';
import type { Report } from './report.ts';
import { knowledgeRoot } from './settings.ts';
import { UsageError } from './usage-error.ts';

/** The knowledge with its drafts in force, as if they had been released. */
export function withDrafts(knowledge: LoadedKnowledge): LoadedKnowledge {
  const policies = knowledge.policies.map((policy) => ({ ...policy, isActive: policy.status !== 'retired' }));
  return { ...knowledge, policies };
}

/** Answers cases by this knowledge. */
export function answererOf(knowledge: LoadedKnowledge, now: number): AnswerCase {
  return caseAnswerer({
    rules: { knowledge, decider: createDecider(knowledge) },
    fhir: { facts: OFFER.facts, client: createFhirClient(), development: false, deadline: 1000 },
    now: () => now,
    newUuid: randomUUID,
    topicSystem: 'https://example.org/topic',
  });
}

function failureText({ of: { file, line, row }, problems, why }: CaseResult): string {
  const reasons = why.split('\n').map((text) => `    ${text}`.trimEnd());
  return [
    `${file}:${line} "${row.name}"`,
    `  order: ${ordersText(row)}`,
    ...problems.map((problem) => `  ${problem}`),
    '  why:',
    ...reasons,
  ].join('\n');
}

interface TestOptions {
  readonly root?: string;
  /** Id of the only policy whose own cases must be complete. The cases of the others are run all the same: a name may break them. */
  readonly policy?: string;
}

function missingCases(id: string, cases: readonly LocatedCase[], knowledge: LoadedKnowledge): readonly Fault[] {
  const versions = knowledge.policies.filter((policy) => policy.id === id && policy.status !== 'retired');
  return [...gapsIn(versions, cases, knowledge, `${CASE_FOLDER}/${id}.yaml`), ...undatedIn(versions, cases)];
}

/** `policies test`: runs the cases of a knowledge root, those of drafts too. Throws KnowledgeError or UsageError. */
export async function run({ root: given, policy }: TestOptions): Promise<Report> {
  const root = knowledgeRoot(given);
  const knowledge = withDrafts(loadKnowledge(root, VOCABULARY));
  const byPolicy = casesUnder(root, knowledge);
  if (policy !== undefined && !byPolicy.has(policy))
    throw new UsageError(`${policy} is none of ${[...byPolicy.keys()].join(', ')}`);
  const answer = answererOf(knowledge, Date.now());
  const cases = [...byPolicy.values()].flat();
  const results: CaseResult[] = [];
  for (const each of cases) {
    results.push(await runCase(each, knowledge.systems.canonicalOf, answer));
    if (process.stderr.isTTY && results.length % 20 === 0)
      process.stderr.write(`\r${results.length} of ${cases.length}\r`);
  }
  const failures = results.filter(({ problems }) => problems.length > 0);
  const gaps = [...byPolicy].flatMap(([id, theirs]) =>
    policy === undefined || id === policy ? missingCases(id, theirs, knowledge) : [],
  );
  const isOther = ({ of }: CaseResult) => policy !== undefined && of.file !== `${CASE_FOLDER}/${policy}.yaml`;
  const neighbours = failures.filter(isOther).length;
  return {
    text: [
      ...failures.map(failureText),
      ...(gaps.length > 0 ? [faultLines(gaps)] : []),
      `${cases.length} cases, ${failures.length} failed${neighbours > 0 ? `, ${neighbours} of them of other policies` : ''}; ${counted(gaps.length, 'fault')}`,
    ].join('\n\n'),
    data: {
      cases: cases.length,
      failures: failures.map(({ of: { file, line, row }, got, problems }) => ({
        file,
        line,
        name: row.name,
        expected: row.expect,
        got,
        problems,
      })),
      faults: gaps,
    },
    failed: failures.length + gaps.length > 0,
  };
}
