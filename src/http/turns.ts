/** Ends a step of a call: resolves when the call is to take its next one. */
export type EndStep = () => Promise<void>;

/** Resolves when it is the turn of a call whose body has so many bytes. */
export type Turn = (bytes: number) => Promise<EndStep>;

/** How many bytes of bodies go on in one turn of the event loop: some milliseconds of work. */
const ROOM = 262_144;

/** Lets the other calls of a turn take the same step. */
export const abreast: EndStep = () => Promise.resolve();

/**
 * Lets calls go on in the order in which they came, in one turn of the event loop as many as have so many bytes together. They
 * pass each step one after another: the code of a step is then still at hand in the processor, and runs several times as fast
 * as if all the other steps had come between. A call that is larger than that has a turn for each of its steps, and the others
 * theirs in between.
 */
export function createTurns(room = ROOM): Turn {
  const waiting: { readonly bytes: number; readonly go: () => void }[] = [];
  const turn = () => {
    let left = room;
    do {
      const [first] = waiting.splice(0, 1);
      left -= first?.bytes ?? 0;
      first?.go();
    } while ((waiting[0]?.bytes ?? Number.POSITIVE_INFINITY) <= left);
    if (waiting.length > 0) setImmediate(turn);
  };
  const wait = (bytes: number) =>
    new Promise<void>((go) => {
      waiting.push({ bytes, go });
      if (waiting.length === 1) setImmediate(turn);
    });
  return async (bytes) => {
    await wait(bytes);
    return bytes > room ? () => wait(bytes) : abreast;
  };
}
