/** Resolves when it is the turn of a call whose body has so many bytes. */
export type Turn = (bytes: number) => Promise<void>;

/** How many bytes of bodies go on in one turn of the event loop: some milliseconds of work. */
const ROOM = 262_144;

/** Lets the other calls of a turn come as far as this one. */
export const abreast = (): Promise<void> => Promise.resolve();

/**
 * Lets calls go on together, up to so many bytes in one turn of the event loop, and a large one alone, in the order in which they came.
 * Calls that go on together pass each step one after another: the code of a step is then still at hand in the processor, and runs
 * several times as fast as if all the other steps had come between. And a large call leaves the others their turn.
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
  return (bytes) =>
    new Promise((go) => {
      waiting.push({ bytes, go });
      if (waiting.length === 1) setImmediate(turn);
    });
}
