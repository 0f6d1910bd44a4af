import { asObject, asText } from '../json.ts';
import type { Mention } from '../matching/mentions.ts';
import type { PolicyAction } from '../policies/policy.ts';
import type { Cause } from './expressions.ts';
import { allMet, type Truth } from './facts.ts';

/** Truths of expressions as people read them. */
export const TRUTH_WORDS: Readonly<Record<Truth, string>> = { met: 'yes', 'not-met': 'no', unknown: 'unknown' };

/** A name that an expression asked about, as it was read in the words of one resource. */
export interface WordReading {
  /** `Type/id`. */
  readonly reference: string;
  readonly mention: Mention;
}

/** One expression that was evaluated, and what it came to. Holds no clinical values, only references, but for the words read. */
export interface Step {
  readonly name: string;
  readonly expression: string;
  readonly truth: Truth;
  /** Reason why the truth is not known. */
  readonly reason: string | undefined;
  /** The fact that did not arrive completely, where that is why. */
  readonly cause?: Cause | undefined;
  /** The resources it found, as `Type/id`. */
  readonly references: readonly string[];
  /** Reason to go beyond the policy's own text, if it does. */
  readonly choice: string | undefined;
  /** The names it asked about, as they were read. */
  readonly readings?: readonly WordReading[];
}

/** An action that was tried. */
export interface Attempt {
  readonly action: PolicyAction;
  readonly steps: readonly Step[];
}

/** The expressions that were evaluated for one order under one policy, in order. */
export interface Trace {
  readonly scope: readonly Step[];
  readonly facts: readonly Step[];
  readonly attempts: readonly Attempt[];
}

/** Outcome of a policy for an order. */
export type Outcome =
  | { readonly kind: 'applies'; readonly action: PolicyAction }
  | { readonly kind: 'suppressed'; readonly action: PolicyAction; readonly why: string }
  | { readonly kind: 'not-applicable' }
  | { readonly kind: 'unknown'; readonly why: string };

/** Truth of steps taken together: met if all are. */
export function truthOf(steps: readonly Step[]): Truth {
  return allMet(steps.map(({ truth }) => truth));
}

/** An outcome without a card: why, and the action that would have answered, as its reader knows it. */
interface Unshown {
  readonly kind: Exclude<Outcome['kind'], 'applies'>;
  readonly why?: string | undefined;
  readonly answer?: string | undefined;
}

/** An outcome without a card in words. */
export function noCardText({ kind, why = 'no reason', answer = '?' }: Unshown): string {
  switch (kind) {
    case 'suppressed':
      return `no card: ${answer}, but ${why}`;
    case 'unknown':
      return `no card: not known, ${why}`;
    case 'not-applicable':
      return 'no card: not the subject of this policy';
  }
}

const unknownsOf = (steps: readonly Step[]) =>
  steps.flatMap(({ truth, name, reason }) => (truth === 'unknown' ? [`${name}: ${reason ?? 'no result'}`] : []));

/** Derives the answer from the trace: the first met action speaks, if this hook is one of its triggers. */
export function outcomeOf(trace: Trace, trigger: string): Outcome {
  const scope = truthOf(trace.scope);
  if (scope === 'not-met') return { kind: 'not-applicable' };
  if (scope === 'unknown') return { kind: 'unknown', why: unknownsOf(trace.scope).join('; ') };
  const met = trace.attempts.find(({ steps }) => truthOf(steps) === 'met');
  if (met)
    return met.action.hooks.includes(trigger)
      ? { kind: 'applies', action: met.action }
      : { kind: 'suppressed', action: met.action, why: `not shown on ${trigger}` };
  const unknowns = trace.attempts.flatMap(({ steps }) => unknownsOf(steps));
  return unknowns.length > 0 ? { kind: 'unknown', why: unknowns.join('; ') } : { kind: 'not-applicable' };
}

/** The resources among the values, as `Type/id`. */
export function referencesIn(values: readonly unknown[]): readonly string[] {
  return values.flatMap((value) => {
    const resource = asObject(value);
    const type = asText(resource?.['resourceType']);
    return type === undefined ? [] : [`${type}/${asText(resource?.['id']) ?? '?'}`];
  });
}
