import { describe, expect, it, onTestFinished } from 'vitest';
import { findFiles, splitIntoParts } from '../../src/backtest/export-files.ts';
import { openThreadContext } from '../../src/backtest/stages.ts';
import { joinThreads, startWorkers } from '../../src/backtest/threads.ts';
import { createDecider } from '../../src/decision/decide.ts';
import { knowledge } from '../support/knowledge.ts';
import { laboratory, settingOf, traction, writeExport } from '../support/tested-export.ts';

const rules = { knowledge, decider: createDecider(knowledge) };

/** This thread and one more. */
function twoThreads(other: { readonly root?: string } = {}) {
  const setting = settingOf();
  const workers = startWorkers(1, { ...setting, ...other });
  onTestFinished(async () => void (await Promise.all(workers.map((worker) => worker.terminate()))));
  return { workers, threads: joinThreads(workers, openThreadContext(setting, 0, rules), () => undefined) };
}

describe('threads', () => {
  it('share the parts of a file: each order is read once', async () => {
    const orders = Array.from({ length: 200 }, (_, at) =>
      at % 50 === 0 ? traction({ id: `o${at}` }) : laboratory({ id: `o${at}` }),
    );
    const parts = splitIntoParts(findFiles(writeExport({ 'ServiceRequest.ndjson': orders })), 1000);
    let [lines, near] = [0, 0];
    const { threads } = twoThreads();
    await threads.run('screen', new Set(), parts, (screened) => {
      lines += screened.lines;
      near += screened.near.size;
    });
    expect(parts.length).toBeGreaterThan(10);
    expect([lines, near]).toEqual([200, 4]);
  });

  it.each([1, 7, 64, 221, 222, 223, 10_000])('read the same lines in parts of %i bytes', async (size) => {
    const [part] = splitIntoParts(
      findFiles(writeExport({ 'ServiceRequest.ndjson': [laboratory(), traction(), laboratory()] })),
      1e9,
    );
    const parts = part ? splitIntoParts([part.file], size) : [];
    let lines = 0;
    const threads = joinThreads([], openThreadContext(settingOf(), 0, rules), () => undefined);
    await threads.run(
      'screen',
      new Set(),
      parts,
      (screened) => (lines += screened.faultCount === 0 ? screened.lines : 1e6),
    );
    expect(lines).toBe(3);
  });

  it('end with an error if one of them ends, also before there is work for it', async () => {
    const { workers, threads } = twoThreads({ root: '/nowhere' });
    const [worker] = workers;
    await new Promise((resolve) => worker?.once('exit', resolve));
    await expect(threads.run('payors', new Set(), [], () => undefined)).rejects.toThrow(
      'a thread of the backtest has ended',
    );
  });

  it('end with an error if a task fails', async () => {
    const context = { near: new Map(), organizations: [], exported: new Set<string>(), brokenOff: new Set<string>() };
    const workers = startWorkers(1, { ...settingOf(), scratch: '/nowhere' });
    onTestFinished(async () => void (await Promise.all(workers.map((worker) => worker.terminate()))));
    const threads = joinThreads(
      workers,
      openThreadContext({ ...settingOf(), scratch: '/nowhere' }, 0, rules),
      () => undefined,
    );
    await expect(threads.run('judge', context, [0, 1, 2, 3], () => undefined)).rejects.toThrow('/nowhere');
  });
});
