/** Work that goes on after its answer has been sent. */
export interface BehindAnswers {
  /** Takes work that never rejects. */
  add(work: Promise<void>): void;
  /** Resolves once no work is under way. */
  settled(): Promise<void>;
}

/** Creates an empty set of background work. */
export function createBehindAnswers(): BehindAnswers {
  const underWay = new Set<Promise<void>>();
  return {
    add(work) {
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
