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
  for (let call = 0; call < 50; call += 1) await post(base, small);
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

if (!wanted) {
  const { base, memory, stop } = await startServerProcess();
  const before = memory().peak;
  const chart = conditions(Math.floor(LIMIT / 190));
  const answers = await Promise.all(
    Array.from({ length: 30 }, () =>
      post(base, chart).then(
        ({ status }) => status,
        () => 'broken off',
      ),
    ),
  );
  const counts = Object.entries(Object.groupBy(answers, (status) => status)).map(
    ([status, all]) => `${all?.length} × ${status}`,
  );
  tell('30 clients with 9.9 MB of Conditions at once', `${counts.join(', ')}; +${memory().peak - before} MB`);
  await stop();
}
