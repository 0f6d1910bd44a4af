import { asObject } from '../json.ts';
import type { AdviceTopic } from '../policies/adoption-shape.ts';

/** Versions of CRD that this server answers, as `davinci-crd.version` writes them. */
export const CRD_VERSIONS = ['2.0', '2.1', '2.2'] as const;
export type CrdVersion = (typeof CRD_VERSIONS)[number];

/** Kinds of answers that a client can switch off. */
export type CrdTopic = 'coverage-info' | AdviceTopic;

/** CRD version and options of a request (CRD 2.2 §Enabling a CRD Server, §Controlling Hook Invocation). */
export interface CrdOptions {
  readonly version: CrdVersion;
  /** False if the client switched this kind off. */
  isOn(topic: CrdTopic): boolean;
  /** Limit of cards; undefined means all. */
  readonly maxCards: number | undefined;
}

/**
 * The version for a client that names none of those offered: the oldest, since clients that had it could not ask yet (CRD dev-3).
 */
export const oldestOf = (offered: readonly CrdVersion[]): CrdVersion => offered.toSorted()[0] ?? '2.0';

function versionAmong(requested: unknown, offered: readonly CrdVersion[]): CrdVersion {
  const named = typeof requested === 'string' ? /^\d+\.\d+/.exec(requested)?.[0] : undefined;
  return offered.find((version) => version === named) ?? oldestOf(offered);
}

/** Reads the `davinci-crd` extensions of a request. What is unknown or makes no sense is passed over (dev-6, dev-17). */
export function readCrdOptions(body: unknown, offered: readonly CrdVersion[]): CrdOptions {
  const extension = asObject(asObject(body)?.['extension']);
  const configuration = asObject(extension?.['davinci-crd.configuration']);
  const most = configuration?.['max-cards'];
  return {
    version: versionAmong(extension?.['davinci-crd.requestedVersion'], offered),
    isOn: (topic) => configuration?.[topic] !== false,
    maxCards: typeof most === 'number' && Number.isInteger(most) && most >= 0 ? most : undefined,
  };
}
