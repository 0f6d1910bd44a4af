import type { DestinationStream } from 'pino';
import sonicBoom from 'sonic-boom';

/** Destination of log lines. Never blocks: lines that cannot be written are dropped and counted. */
export interface LogOutput extends DestinationStream {
  /** Number of lines dropped since the start. */
  dropped(): number;
  /** For the end: writes what is held back. Resolves with false if a write is still under way after so many milliseconds. */
  close(deadline: number): Promise<boolean>;
}

/** Options of the output of the log. */
interface LogOutputOptions {
  /** File descriptor. */
  readonly fd?: number;
  /** Most bytes that wait to be written. */
  readonly limit?: number;
}

/** Lines are held back until there are this many bytes, or a second has passed. */
const HELD_BACK = { sync: false, minLength: 8192, periodicFlush: 1000 };
const LIMIT = 4 * 1024 * 1024;

/**
 * Writes to stdout in the background. Made without pino.destination, whose last write at the end of the process waits for ever
 * where nobody reads or the disk is full.
 */
export function createLogOutput({ fd = 1, limit = LIMIT }: LogOutputOptions = {}): LogOutput {
  let dropped = 0;
  let isOpen = true;
  const stream = new sonicBoom.SonicBoom({ ...HELD_BACK, fd, maxLength: limit });
  const drop = () => {
    dropped += 1;
  };
  stream.on('drop', drop);
  // A line that could not be written stays in the buffer and is tried again.
  stream.on('error', () => undefined);
  return {
    write(line) {
      if (isOpen) stream.write(line);
      else drop();
    },
    dropped: () => dropped,
    close: (deadline) =>
      new Promise((resolve) => {
        isOpen = false;
        const timer = setTimeout(() => resolve(false), deadline);
        const settle = () => {
          clearTimeout(timer);
          resolve(true);
        };
        stream.once('close', settle).once('error', settle);
        stream.end();
      }),
  };
}
