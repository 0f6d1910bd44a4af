/** Ends a step of a call: resolves when the call is to take its next one. */
export type EndStep = () => Promise<void>;

/** Resolves when it is the turn of a call whose body has so many bytes. */
export type Turn = (bytes: number) => Promise<EndStep>;

/** How many bytes of bodies go on in one turn of the event loop: some milliseconds of work. */
const ROOM = 262_144;

/** Lets the other calls of a turn take the same step. */
export const abreast: EndStep = () => Promise.resolve();

interface Waiting {
  readonly bytes: number;
  readonly go: () => void;
}

/** How many of those that wait have so many bytes together. */
function fitting(waiting: readonly Waiting[], room: number): number {
  let left = room;
  const first = waiting.findIndex(({ bytes }) => {
    left -= bytes;
    return left < 0;
  });
  return first === -1 ? waiting.length : first;
}

/**
 * Lets calls go on in the order in which they came, in one turn of the event loop as many as have so many bytes together. They
 * pass each step one after another: the code of a step is then still at hand in the processor, and runs several times as fast
 * as if all the other steps had come between. A call that is larger than that has a turn for each of its steps, and the small
 * ones theirs in between. Of large ones the oldest goes on, so that as a rule only one has its chart in memory.
 */
export function createTurns(room = ROOM): Turn {
  const small: Waiting[] = [];
  const large: Waiting[] = [];
  let isLargeNext = false;
  const turn = () => {
    const isLarge = small.length === 0 || (isLargeNext && large.length > 0);
    isLargeNext = !isLarge;
    for (const { go } of isLarge ? large.splice(0, 1) : small.splice(0, fitting(small, room))) go();
    if (small.length + large.length > 0) setImmediate(turn);
  };
  const wait = (bytes: number, line: Waiting[], place: number) =>
    new Promise<void>((go) => {
      line.splice(place, 0, { bytes, go });
      if (small.length + large.length === 1) setImmediate(turn);
    });
  return async (bytes) => {
    const line = bytes > room ? large : small;
    await wait(bytes, line, line.length);
    return line === large ? () => wait(bytes, large, 0) : abreast;
  };
}
