/**
 * `live`: the policy answers. `shadow`: it is judged and stored, and nothing of it is in an answer. `off`: it is not judged.
 */
export const POLICY_MODES = ['off', 'shadow', 'live'] as const;
export type PolicyMode = (typeof POLICY_MODES)[number];

/** A mode and its first day, YYYY-MM-DD, in the time zone of the site; undefined for a mode without a beginning. */
interface ModeStep {
  readonly mode: PolicyMode;
  readonly from: string | undefined;
}

/** The modes of the policies at a site. */
export interface PolicyModes {
  /** By the id of the policy, the first day first. Before the first day the policy is off. */
  readonly steps: ReadonlyMap<string, readonly ModeStep[]>;
  /** Mode of the policies without steps. */
  readonly others: 'off' | 'live';
}

/** The mode of a policy on a day (YYYY-MM-DD); live where the site says nothing of policies. */
function modeOn(modes: PolicyModes | undefined, policy: string, day: string): PolicyMode {
  if (!modes) return 'live';
  const steps = modes.steps.get(policy);
  if (!steps) return modes.others;
  return steps.findLast(({ from }) => from === undefined || from <= day)?.mode ?? 'off';
}

/** Since which day a policy that is live on a day has been so; undefined where the site says nothing of a beginning. */
export function liveSince(modes: PolicyModes | undefined, policy: string, day: string): string | undefined {
  const begun = (modes?.steps.get(policy) ?? []).filter(({ from }) => from === undefined || from <= day);
  return begun[begun.findLastIndex(({ mode }) => mode !== 'live') + 1]?.from;
}

/** Tells of a policy, by its id, whether it has a mode on a day. */
export function inMode(mode: PolicyMode, modes: PolicyModes | undefined, day: string): (policy: string) => boolean {
  return (policy) => modeOn(modes, policy, day) === mode;
}

const always = (mode: PolicyMode, ids: readonly string[]) =>
  new Map(ids.map((id) => [id, [{ mode, from: undefined }]] as const));

/** These policies live, all others off. */
export function onlyLive(ids: readonly string[]): PolicyModes {
  return { steps: always('live', ids), others: 'off' };
}

/** These policies in shadow, all others live. */
export function liveBut(inShadow: readonly string[]): PolicyModes {
  return { steps: always('shadow', inShadow), others: 'live' };
}

/** Describes the mode of a policy on a day, with the changes that are to come: `shadow, live from 2027-01-15`. */
export function describeMode(modes: PolicyModes | undefined, policy: string, day: string): string {
  const coming = (modes?.steps.get(policy) ?? []).filter(({ from }) => from !== undefined && from > day);
  return [modeOn(modes, policy, day), ...coming.map(({ mode, from }) => `${mode} from ${from}`)].join(', ');
}

/** The modes of some policies on a day, each behind the id of its policy. */
export function describeModes(
  modes: PolicyModes | undefined,
  policies: readonly string[],
  day: string,
): readonly string[] {
  return policies.map((policy) => `${policy} ${describeMode(modes, policy, day)}`);
}

/** The same as if every policy that is ever live or in shadow had always been live: what a backtest tries. */
export function asIfLive(modes: PolicyModes | undefined): PolicyModes | undefined {
  if (!modes) return undefined;
  const isEverOn = (steps: readonly ModeStep[]) => steps.some(({ mode }) => mode !== 'off');
  const [on, off] = [true, false].map((wanted) =>
    [...modes.steps].filter(([, steps]) => isEverOn(steps) === wanted).map(([id]) => id),
  );
  return { steps: new Map([...always('live', on ?? []), ...always('off', off ?? [])]), others: modes.others };
}
