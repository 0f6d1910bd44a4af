import { MOST_CARDS } from './card.ts';
import type { CrdTopic, CrdVersion } from './crd-request.ts';
import type { Hook } from './hook.ts';

/** An option that a client may set with a call (CRD 2.2 §Controlling Hook Invocation, dev-4 to dev-9). */
interface CrdOption {
  readonly code: CrdTopic | 'max-cards';
  readonly type: 'boolean' | 'integer';
  readonly name: string;
  readonly description: string;
  readonly default: boolean | number;
}

/** Extension of a CRD service in discovery. */
export interface CrdServiceExtension {
  readonly 'davinci-crd.version': readonly CrdVersion[];
  readonly 'davinci-crd.configuration-options': readonly CrdOption[];
}

const TOPICS: readonly (readonly [code: CrdTopic, name: string, description: string])[] = [
  [
    'coverage-info',
    'Coverage information',
    'Coverage information in the orders; without it the policies answer by cards',
  ],
  ['guideline', 'Policy sections', 'Cards with a link to the section of the policy that decides'],
  ['therapy-alternatives-opt', 'Alternatives', 'Cards that offer another order in place of the drafted one'],
  ['contraindication', 'Safety stops', 'Cards that warn of a condition with which the ordered service is unsafe'],
  ['clinical-reminder', 'What to record', 'Cards that say what the record of a service has to hold'],
  ['limits', 'Limits', 'Cards that say how much of a service a policy allows'],
];

const OPTIONS: readonly CrdOption[] = [
  ...TOPICS.map(([code, name, description]) => ({ code, type: 'boolean' as const, name, description, default: true })),
  {
    code: 'max-cards',
    type: 'integer',
    name: 'Most cards',
    description: 'How many cards an answer may hold; safety stops come in any case',
    default: MOST_CARDS,
  },
];

/** Returns the discovery extension of a CRD site; the same on all hooks (dev-9). */
export function crdExtension(versions: readonly CrdVersion[]): CrdServiceExtension {
  return { 'davinci-crd.version': versions, 'davinci-crd.configuration-options': OPTIONS };
}

/**
 * The prefetch templates for a CRD client: CRD's own, word for word (found-29), so the Coverage without `_count`. Those with
 * FHIRPath in their tokens are for clients of 2.2.
 */
export function crdPrefetch(
  prefetch: Readonly<Record<string, string>>,
  hook: Pick<Hook, 'crdPrefetch'>,
  versions: readonly CrdVersion[],
): Readonly<Record<string, string>> {
  const standard = Object.entries(prefetch).map(
    ([key, search]) => [key, search.replace(/^(Coverage\?.*)&_count=\d+$/, '$1')] as const,
  );
  return { ...Object.fromEntries(standard), ...(versions.includes('2.2') ? hook.crdPrefetch : {}) };
}
