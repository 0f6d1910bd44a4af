import { earlier, isDay } from '../calendar.ts';
import { didYouMean } from '../schema/did-you-mean.ts';
import type { AdoptionFile, Statement } from './adoption-shape.ts';
import type { FaultList } from './fault.ts';
import type { Policy } from './policy.ts';

/** That a payer has adopted a policy, and what it asserts for each of the policy's actions. */
export interface Adoption {
  readonly file: string;
  /** Id of the payer; the same as its folder in adoptions/. */
  readonly payer: string;
  readonly policy: Policy;
  /** First day, YYYY-MM-DD. */
  readonly from: string;
  /** Last day, YYYY-MM-DD: the payer's own, or that of the policy's version, whichever comes first. */
  readonly until: string | undefined;
  /** By the id of the action; there is one for every action of the policy. */
  readonly statements: ReadonlyMap<string, Statement>;
}

/** True if the payer asserts this on the day, YYYY-MM-DD. */
export function isAdoptionInForce({ from, until }: Adoption, today: string): boolean {
  return from <= today && (until === undefined || today <= until);
}

type Rule = readonly [isBroken: boolean, reason: string];

/** The invariants of coverage-information that hold in every version, by the text of crd-ci-q1 to crd-ci-q8. */
function rulesFor(statement: Statement): readonly Rule[] {
  const { covered, paNeeded, docNeeded, docPurpose = [], infoNeeded, questionnaire } = statement;
  const isConditional = covered === 'conditional' || paNeeded === 'conditional';
  return [
    [covered === 'not-covered' && paNeeded !== undefined, 'must have no paNeeded where nothing is covered'],
    [covered !== 'not-covered' && paNeeded === undefined, 'must have paNeeded unless it is not covered'],
    [
      (questionnaire !== undefined || docPurpose.length > 0) && docNeeded === undefined,
      'must have docNeeded beside questionnaire and docPurpose',
    ],
    [isConditional !== (infoNeeded !== undefined), 'must have infoNeeded if, and only if, something is conditional'],
    [
      docPurpose.includes('withpa') && paNeeded !== 'auth-needed' && paNeeded !== 'conditional',
      'must have docPurpose withpa only where prior authorization is meant',
    ],
    [
      /^https:\/\/[^/]+\/?$/.test(statement.section.url),
      'must have a section.url that leads to the section, not to a home page',
    ],
  ];
}

function checkStatements({ actions }: AdoptionFile, policy: Policy, file: string, faults: FaultList): void {
  const known = new Set(policy.actions.map(({ id }) => id));
  const missing = [...known].filter((id) => !Object.hasOwn(actions, id));
  const unknown = Object.keys(actions).filter((id) => !known.has(id));
  // One of each is one action by a wrong name.
  const isRenamed = missing.length === 1 && unknown.length === 1;
  for (const action of unknown) {
    const meant = isRenamed ? ` (did you mean ${missing.join()}?)` : '';
    faults.add(file, `actions.${action}`, `policy ${policy.id} has no such action${meant}`);
  }
  if (!isRenamed) for (const id of missing) faults.add(file, 'actions', `says nothing of ${id}`);
  for (const [action, statement] of Object.entries(actions))
    for (const [isBroken, reason] of rulesFor(statement)) if (isBroken) faults.add(file, `actions.${action}`, reason);
}

/** Each form is there, in the version that is named: clients fetch it from this server (DTR §Questionnaire package). */
function checkForms({ actions }: AdoptionFile, { questionnaires, broken }: Adoptable, file: string, faults: FaultList) {
  for (const [action, { questionnaire = [] }] of Object.entries(actions))
    for (const [at, canonical] of questionnaire.entries()) {
      const [url = ''] = canonical.split('|');
      if (questionnaires.has(canonical) || broken.has(url)) continue;
      const versions = [...questionnaires].filter((one) => one.startsWith(`${url}|`));
      const hint = versions.length > 0 ? ` (there is ${versions.join(', ')})` : didYouMean(canonical, questionnaires);
      faults.add(file, `actions.${action}.questionnaire[${at}]`, `there is no questionnaire ${canonical}${hint}`);
    }
}

/** Names that an adoption may refer to, and the names of files whose form is wrong: a reference to one of these is no second fault. */
interface Adoptable {
  readonly policies: readonly Policy[];
  /** Canonicals of the questionnaires, `url|version`. */
  readonly questionnaires: ReadonlySet<string>;
  readonly broken: ReadonlySet<string>;
}

/** Reads an adoption and checks it against the policy. Faults are collected; undefined if the policy is not there. */
export function compileAdoption(
  content: AdoptionFile,
  file: string,
  known: Adoptable,
  faults: FaultList,
): Adoption | undefined {
  const { payer, from } = content;
  const { policies, broken } = known;
  const versions = policies.filter(({ id }) => id === content.policy);
  const policy = versions.find(({ version }) => version === content.policyVersion) ?? versions.at(-1);
  if (!policy) {
    if (!broken.has(content.policy)) faults.add(file, 'policy', `there is no policy ${content.policy}`);
    return undefined;
  }
  const name = `adoptions/${payer}/${content.policy}`;
  if (file !== `${name}.yaml` && !file.startsWith(`${name}-`))
    faults.add(
      file,
      'file',
      `must be called ${name}.yaml after its payer and its policy, a further one ${name}-….yaml`,
    );
  if (policy.version !== content.policyVersion)
    faults.add(file, 'policyVersion', `must be a version of the policy that is here, such as ${policy.version}`);
  for (const [member, day] of Object.entries({ from, until: content.until }))
    if (day !== undefined && !isDay(day)) faults.add(file, member, `${day} is no day`);
  checkStatements(content, policy, file, faults);
  checkForms(content, known, file, faults);
  const until = earlier(content.until, policy.period.end);
  if (until !== undefined && until < from) faults.add(file, 'from', `is after ${until}, when it ends`);
  return { file, payer, policy, from, until, statements: new Map(Object.entries(content.actions)) };
}

const areInForceTogether = (one: Adoption, other: Adoption) =>
  one.payer === other.payer &&
  one.policy === other.policy &&
  (isAdoptionInForce(one, other.from) || isAdoptionInForce(other, one.from));

/** Checks that by one adoption at most a payer speaks on a version of a policy on any day. */
export function checkOverlaps(adoptions: readonly Adoption[], faults: FaultList): void {
  for (const [at, adoption] of adoptions.entries()) {
    const other = adoptions.slice(0, at).find((one) => areInForceTogether(one, adoption));
    if (other) faults.add(adoption.file, 'from', `${other.file} is in force on some of these days, too`);
  }
}
