import { bulkhead } from 'cockatiel';
import type { Response } from 'express';
import { RequestError } from '../errors.ts';

/** Waits until a large body may be parsed; it may stay in memory until its answer is on its way. */
type TakeTurn = (bytes: number, response: Response) => Promise<void>;

/** Bodies of more bytes are large: the largest charts that are met have some 400 KB. */
const LARGE = 524_288;
/** True for a body that takes long to parse and to answer. */
export const isLarge = (bytes: number) => bytes > LARGE;

/** The refusal of a large body while too many are under way. */
export const tooManyLarge = () => new RequestError('not-ready', [], { 'Retry-After': '1' });

/** Most large bodies that are parsed and answered at a time, and most that may wait. Parsed they take ten times their size. */
const AT_A_TIME = 2;
const WAITING = 8;

/**
 * Bounds the memory that large bodies take together, and leaves the small ones to go on between them. Rejects with RequestError
 * `not-ready` if too many wait already, and with `aborted` if the client has gone by the time that it is its turn.
 */
export function createLargeBodies(): TakeTurn {
  const turns = bulkhead(AT_A_TIME, WAITING);
  return async (bytes, response) => {
    if (!isLarge(bytes)) return;
    await new Promise<void>((resolve, reject) => {
      const untilAnswered = () =>
        new Promise<void>((answered) => {
          if (response.closed) {
            answered();
            reject(new RequestError('aborted'));
          } else response.once('close', answered);
          resolve();
        });
      turns.execute(untilAnswered).catch(() => reject(tooManyLarge()));
    });
  };
}
