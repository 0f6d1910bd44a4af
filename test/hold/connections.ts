import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { callOf, SIGN } from '../support/call.ts';
import { startServerProcess, tell } from './server-process.ts';

// `node test/hold/connections.ts`: clients that do not read, pipeline, or send slowly. What they cost, and how long a small call
// beside them waits (docs/security.md). Takes two minutes.

const { port, base, memory, stop } = await startServerProcess();
const body = JSON.stringify(callOf());
const request = `POST ${SIGN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

async function smallCall(): Promise<number> {
  const sent = performance.now();
  const response = await fetch(`${base}${SIGN}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  await response.text();
  return performance.now() - sent;
}

/** The longest that a small call waits while the work goes on. */
async function beside(work: Promise<unknown>): Promise<number> {
  let isDone = false;
  let longest = 0;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) longest = Math.max(longest, await smallCall());
  await done;
  return Math.round(longest);
}

const open = () => connect(port, '127.0.0.1').on('error', () => {});

/** Sends bytes and tells after how many milliseconds the server ended the connection. */
async function lifeOf(bytes: string, reads: boolean): Promise<number> {
  const started = performance.now();
  const socket = open();
  socket.write(bytes);
  if (reads) socket.resume();
  else socket.pause();
  // Whoever does not read does not see the end either: writing does.
  const knock = setInterval(() => socket.write('x'), 250);
  await new Promise((closed) => void socket.once('close', closed).once('error', closed));
  clearInterval(knock);
  socket.destroy();
  return Math.round(performance.now() - started);
}

// A server at work: a fresh one grows by some 100 MB over the first thousands of calls, whatever they are.
for (let call = 0; call < 12_000; call += 1) await smallCall();
const [idle, most] = [memory().now, memory().peak];
tell('memory after 12,000 calls, MB', `${idle}, ${most} at most`);

const pipelined = await beside(Promise.all(Array.from({ length: 10 }, () => lifeOf(request.repeat(2500), false))));
tell('25,000 pipelined calls on 10 connections: a small call waits, ms', pipelined);
tell('  most memory, MB', `+${memory().peak - most}`);

const readers = Array.from({ length: 30 }, async () => {
  const socket = open().pause();
  for (let call = 0; call < 2000 && !socket.destroyed; call += 1) {
    if (!socket.write(request)) await Promise.race([once(socket, 'drain').catch(() => {}), pause(1000)]);
  }
  socket.destroy();
});
tell('30 clients that send on and do not read: a small call waits, ms', await beside(Promise.all(readers)));
tell('  most memory, MB', `+${memory().peak - most}`);

const slow = await Promise.all([
  lifeOf('GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ', true),
  lifeOf(
    'POST /cds-services/spine-coverage-order-sign HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\nContent-Type: application/json\r\n\r\n{',
    true,
  ),
]);
tell('headers that do not end: the connection lives, ms', slow[0]);
tell('a body that does not end: the connection lives, ms', slow[1]);
tell('memory at the end, MB', `${idle} idle, ${memory().now} now`);
await stop();
