import type { OnBytes } from './stages.ts';

/** Tells how far a backtest is. */
export interface Progress {
  /** Begins a stage that reads so many bytes, or performs so many tasks. */
  begin(stage: string, total: number): void;
  readonly onBytes: OnBytes;
  end(): void;
}

/** A terminal, or a file that a terminal's output goes to. */
interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Milliseconds between two lines: on a terminal one takes the place of the other. */
const [ON_TERMINAL, IN_FILE] = [200, 10_000];

/** Writes progress as lines such as `orders: 45 %`. `now` is in milliseconds. */
export function createProgress(output: Output, now: () => number): Progress {
  let [stage, total, done, last] = ['', 1, 0, 0];
  const line = (rest: string) => output.write(output.isTTY ? `\r\u001b[K${stage}${rest}` : `${stage}${rest}\n`);
  return {
    begin(name, all) {
      [stage, total, done, last] = [name, Math.max(1, all), 0, now()];
      line('');
    },
    onBytes(bytes) {
      done += bytes;
      if (now() - last < (output.isTTY ? ON_TERMINAL : IN_FILE)) return;
      last = now();
      line(`: ${Math.min(100, Math.floor((100 * done) / total))} %`);
    },
    end: () => void (output.isTTY && output.write('\r\u001b[K')),
  };
}
