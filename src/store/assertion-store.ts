import type { AssertionRecord } from '../records/assertion.ts';

/** Where assertions are kept. Both methods reject with StoreError if the store cannot be reached. */
export interface AssertionStore {
  /** Resolves once all of them are on disk. May be repeated: what is there already stays as it is. */
  keepAssertions(assertions: readonly AssertionRecord[]): Promise<void>;
  /** The assertion with a coverage-assertion-id. */
  assertionOf(id: string): Promise<AssertionRecord | undefined>;
}
