import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { callOf, changed, SIGN } from '../support/call.ts';
import { startServerProcess, tell } from './server-process.ts';

// `node test/hold/bodies.ts [part of a name]`: one body of the worst kinds after another. How long it takes, how long a small call beside it waits,
// and by how much the memory of a fresh server grows (docs/security.md).

const LIMIT = 9_900_000;
const order = (members: object, id = 1) => ({
  resource: { resourceType: 'ServiceRequest', id: `order-${id}`, status: 'draft', intent: 'order', ...members },
});
const ordering = (...entry: readonly unknown[]) =>
  JSON.stringify(changed(callOf(), 'context.draftOrders.entry', entry));
const names = (bytes: number) => 'Dynesys, LTX 3000, mechanical traction, '.repeat(bytes / 40);
const condition = {
  resource: {
    resourceType: 'Condition',
    id: 'c',
    subject: { reference: 'Patient/p1' },
    code: { text: 'metastatic carcinoma of the prostate, spread to bone, severe osteoporosis with fracture of L3' },
  },
};
const conditions = (count: number) =>
  JSON.stringify(
    changed(callOf(), 'prefetch.conditions', {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: Array.from({ length: count }, () => condition),
    }),
  );
const matching = (count: number) =>
  Array.from({ length: count }, (_, at) => order({ code: { text: 'mechanical traction 97012' } }, at));

const searchset = (...resources: readonly object[]) => ({
  ...{ resourceType: 'Bundle', type: 'searchset' },
  entry: resources.map((resource) => ({ resource })),
});
const several = <T>(count: number, of: (at: number) => T) => Array.from({ length: count }, (_, at) => of(at));
const coverage = (id: string) => ({
  ...{ resourceType: 'Coverage', id, status: 'active' },
  payor: [{ display: 'Example Health Plan' }],
});
/** Makes `count` orders of traction with members of their own, beside resources under a key of the prefetch. */
const ordersBeside = (count: number, membersOf: (at: number) => object, key: string, resources: readonly object[]) => {
  const code = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] };
  const orders = several(count, (at) => order({ code, ...membersOf(at) }, at));
  const call = changed(callOf(), 'context.draftOrders.entry', orders);
  return JSON.stringify(changed(call, `prefetch.${key}`, searchset(...resources)));
};
const osteoporosis = (id: string) => ({
  ...{ resourceType: 'Condition', id },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M81.0' }] },
});

const BODIES: Readonly<Record<string, string | Uint8Array>> = {
  'a small call': JSON.stringify(callOf()),
  '400 KB of product names': ordering(order({ code: { text: names(400_000) } })),
  '9.9 MB of product names': ordering(order({ code: { text: names(LIMIT) } })),
  '10,000 matching orders': ordering(...matching(10_000)),
  '9.9 MB of matching orders': ordering(...matching(LIMIT / 145)),
  '9.9 MB of Conditions': conditions(Math.floor(LIMIT / 190)),
  'one Condition of 9.9 MB': JSON.stringify(
    changed(callOf(), 'prefetch.conditions', {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [{ resource: { ...condition.resource, code: { text: 'fracture of L3, '.repeat(LIMIT / 16) } } }],
    }),
  ),
  '4,000 orders that contain a Coverage each, beside 4,000 Coverages': ordersBeside(
    4000,
    (at) => ({ contained: [coverage(`own-${at}`)] }),
    'coverage',
    several(4000, (at) => coverage(`c${at}`)),
  ),
  '5,000 orders that name a Coverage each': ordersBeside(
    5000,
    (at) => ({ insurance: [{ reference: `Coverage/c${at}` }] }),
    'coverage',
    several(5000, (at) => coverage(`c${at}`)),
  ),
  '4,000 orders that name a Condition each, beside 4,000 Conditions': ordersBeside(
    4000,
    (at) => ({ reasonReference: [{ reference: `Condition/c${at}` }] }),
    'conditions',
    several(4000, (at) => osteoporosis(`c${at}`)),
  ),
  '9.9 MB of letters without a space': ordering(order({ code: { text: 'x'.repeat(LIMIT) } })),
  '9.9 MB of empty objects': JSON.stringify({ ...callOf(), extension: Array.from({ length: LIMIT / 3 }, () => ({})) }),
  '9.9 MB of opening brackets': '['.repeat(LIMIT),
  '9.9 MB of zeros, packed into 10 KB': gzipSync(JSON.stringify({ ...callOf(), extension: '0'.repeat(LIMIT) })),
  'a bomb of 1 GB in 1 MB': gzipSync(Buffer.alloc(1_000_000_000, 0x20)),
};

async function post(base: string, body: string | Uint8Array) {
  const headers = {
    'Content-Type': 'application/json',
    ...(typeof body === 'string' ? {} : { 'Content-Encoding': 'gzip' }),
  };
  const response = await fetch(`${base}${SIGN}`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
  const text = await response.text();
  return { status: String(response.status), bytes: text.length, cards: text.split('"uuid":').length - 1 };
}

const [wanted] = process.argv.slice(2);
for (const [name, body] of Object.entries(BODIES).filter(([name]) => !wanted || name.includes(wanted))) {
  const { base, memory, cpu, stop } = await startServerProcess();
  const small = BODIES['a small call'] ?? '';
  for (let call = 0; call < 2000; call += 1) await post(base, small);
  const before = memory().peak;
  const started = { time: performance.now(), cpu: cpu() };
  let isDone = false;
  let longest = 0;
  const beside = async () => {
    while (!isDone) {
      const sent = performance.now();
      await post(base, small).catch(() => undefined);
      longest = Math.max(longest, performance.now() - sent);
    }
  };
  const prober = beside();
  const { status, bytes, cards } = await post(base, body).catch(() => ({ status: 'broken off', bytes: 0, cards: 0 }));
  const milliseconds = performance.now() - started.time;
  const busy = cpu() - started.cpu;
  isDone = true;
  await prober;
  const grown = memory().peak - before;
  tell(
    `${name} (${Math.round(body.length / 1000)} KB)`,
    `${status}, ${cards} cards in ${Math.round(bytes / 1000)} KB, ${Math.round(milliseconds)} ms (${busy} ms of CPU); beside it ${Math.round(longest)} ms; +${grown} MB`,
  );
  await stop();
}

/** Bodies that are sent many times at once: whole, or all but the last byte. */
const AT_ONCE: Readonly<Record<string, (base: string, port: number) => readonly Promise<string>[]>> = {
  '30 clients with 9.9 MB of Conditions at once': (base) => {
    const chart = conditions(Math.floor(LIMIT / 190));
    return several(30, () => statusOf(base, chart));
  },
  '150 clients with 9.9 MB of zeros, packed into 10 KB, at once': (base) =>
    several(150, () => statusOf(base, BODIES['9.9 MB of zeros, packed into 10 KB'] ?? '')),
  '60 clients with all but the last byte of 9.9 MB': (_base, port) =>
    several(60, () => sendUnended(port, `Content-Length: ${LIMIT + 1}`, [Buffer.alloc(LIMIT, ' ')])),
  'a client with 9.9 MB in pieces of one byte': (_base, port) => [
    sendUnended(
      port,
      'Transfer-Encoding: chunked',
      several(LIMIT / 10_000, () => '1\r\n \r\n'.repeat(10_000)),
    ),
  ],
};

const statusOf = (base: string, body: string | Uint8Array) =>
  post(base, body).then(
    ({ status }) => status,
    () => 'broken off',
  );

/** Sends a body that does not end, and gives the status that it is answered with. */
async function sendUnended(port: number, length: string, parts: readonly (string | Uint8Array)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  const answer = once(socket, 'data').then(([data]) => String(data).split(' ')[1] ?? '');
  const head = [`POST ${SIGN} HTTP/1.1`, 'Host: x', 'Content-Type: application/json', length];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  for (const part of parts) {
    if (socket.bytesRead > 0) break;
    if (!socket.write(part)) await Promise.race([once(socket, 'drain'), answer]);
  }
  return answer.finally(() => socket.destroy());
}

for (const [name, send] of Object.entries(AT_ONCE).filter(([name]) => !wanted || name.includes(wanted))) {
  const { base, port, memory, stop } = await startServerProcess();
  const before = memory().peak;
  const statuses = await Promise.all(send(base, port));
  const counts = Object.entries(Object.groupBy(statuses, (status) => status)).map(
    ([status, all]) => `${all?.length} × ${status}`,
  );
  tell(name, `${counts.join(', ')}; +${memory().peak - before} MB`);
  await stop();
}
