/** The longest rest, in milliseconds: on a slow disk, too, more is forgotten than is written. */
const LONGEST = 10_000;

/** Does some work, and then rests so many times as long as it took, while calls use the database. */
export async function withRest<T>(times: number, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  const rest = Math.min(times * (performance.now() - start), LONGEST);
  await new Promise((resolve) => setTimeout(resolve, rest));
  return result;
}
