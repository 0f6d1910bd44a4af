import { setTimeout as pause } from 'node:timers/promises';
import { callOf, changed, SIGN } from '../support/call.ts';
import { BODIES, order } from './long-lists.ts';
import { startServerProcess, tell } from './server-process.ts';

// `node test/hold/lists.ts [part of a name]`: a body of 9.9 MB for each list within one resource, or within the call. How long a small call that
// comes every 10 ms waits beside it, and what JSON.parse takes of that (docs/security.md). SITES_DIR makes it the call of a site, as of a CRD client.

async function post(base: string, body: string) {
  const sent = performance.now();
  const response = await fetch(`${base}${SIGN}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  const text = await response.text();
  return { status: response.status, text, milliseconds: performance.now() - sent };
}

const [wanted = ''] = process.argv.slice(2);
const { base, cpu, stop } = await startServerProcess(
  process.env['SITES_DIR'] ? { SITES_DIR: process.env['SITES_DIR'] } : {},
);
const silent = JSON.stringify(
  changed(callOf(), 'context.draftOrders.entry', [{ resource: order({ code: { text: 'aspirin' } }) }]),
);
for (let call = 0; call < 1000; call += 1) await post(base, call % 2 === 0 ? silent : JSON.stringify(callOf()));
for (const [name, of] of BODIES.filter(([each]) => each.includes(wanted))) {
  const body = JSON.stringify(of());
  const parsed = performance.now();
  JSON.parse(body);
  const parsing = performance.now() - parsed;
  const waits: Promise<number>[] = [];
  const before = cpu();
  const answer = post(base, body);
  let isDone = false;
  void answer.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    waits.push(post(base, silent).then(({ milliseconds }) => milliseconds));
    await pause(10);
  }
  const { status, text, milliseconds } = await answer;
  const longest = Math.max(...(await Promise.all(waits)));
  const told = text.split('not looked at').length + text.split('Not checked').length - 2;
  tell(
    name,
    `${status}, ${Math.round(milliseconds)} ms (${cpu() - before} of CPU), beside it ${Math.round(longest)} ms, JSON.parse ${Math.round(parsing)} ms${told > 0 ? ', said' : ''}`,
  );
}
await stop();
