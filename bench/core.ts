import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createDecider, type Decider } from '../src/decision/decide.ts';
import { createFhirClient } from '../src/fhir/client.ts';
import { gatherFacts } from '../src/fhir/gather.ts';
import { draftOf } from '../src/hooks/draft.ts';
import { parseRequest } from '../src/hooks/request.ts';
import type { Knowledge } from '../src/policies/knowledge.ts';
import { loadKnowledge } from '../src/policies/load.ts';
import { respond } from '../src/response/respond.ts';
import { callFor, DECOMPRESSION, IMAGING, type Thing, TRACTION, times } from './calls.ts';
import { writePolicies } from './policies.ts';

// `npm run bench:core`: what each stage from the body's text to the cards costs, in one process, warm, in microseconds.
// Then how the whole grows with orders, Conditions and policies. `npm run bench:core -- stages` prints one table only.

/** Milliseconds for each row of a table. */
const ROW_TIME = Number(process.env['ROW_TIME'] ?? 1500);
/** How many bytes of bodies are answered together. */
const BATCH_BYTES = 200_000;
const TODAY = '2026-11-22';
const GATHERING = { client: createFhirClient(), trust: { servers: [], development: false }, deadline: 400 };

/** Microseconds of each stage of one call. */
type Costs = Readonly<Record<'json' | 'form' | 'read' | 'gather' | 'decide' | 'respond', number>>;
/** Answers a batch of calls stage by stage; what is remembered of one body must not make the next look cheap. */
type Answer = (texts: readonly string[]) => Promise<Costs>;

function answering(knowledge: Knowledge, decider: Decider): Answer {
  const context = {
    knowledge,
    profile: 'standard' as const,
    topicSystem: 'https://example.org/topic',
    newUuid: randomUUID,
  };
  return async (texts) => {
    const costs = { json: 0, form: 0, read: 0, gather: 0, decide: 0, respond: 0 };
    const stage = async <I, O>(name: keyof Costs, inputs: readonly I[], run: (input: I) => O | Promise<O>) => {
      const start = performance.now();
      const outputs: O[] = [];
      for (const input of inputs) {
        const output = run(input);
        outputs.push(output instanceof Promise ? await output : output);
      }
      costs[name] = (1000 * (performance.now() - start)) / texts.length;
      return outputs;
    };
    const bodies = await stage('json', texts, (text): unknown => JSON.parse(text));
    const calls = await stage('form', bodies, (body) => parseRequest(body, 'order-sign'));
    const read = await stage('read', calls, (call) => ({ call, reading: decider.read(draftOf(call)) }));
    const gathered = await stage('gather', read, async ({ call, reading }) => ({
      call,
      reading,
      facts: await gatherFacts(call, reading.needs, GATHERING),
    }));
    const decided = await stage('decide', gathered, ({ call, reading, facts }) => ({
      call,
      decisions: decider.decide(reading, facts, TODAY),
    }));
    await stage('respond', decided, ({ call, decisions }) => respond(decisions, { ...context, subject: call }));
    return costs;
  };
}

const totalOf = (costs: Costs) => Object.values(costs).reduce((sum, cost) => sum + cost, 0);
/** What comes after JSON.parse. */
const ownOf = (costs: Costs) => totalOf(costs) - costs.json;

function leastOf(one: Costs, other: Costs): Costs {
  const least = (stage: keyof Costs) => Math.min(one[stage], other[stage]);
  return {
    json: least('json'),
    form: least('form'),
    read: least('read'),
    gather: least('gather'),
    decide: least('decide'),
    respond: least('respond'),
  };
}

/** The least that each stage cost: what it costs where nothing else disturbs the machine. */
async function measure(answer: Answer, text: string): Promise<Costs> {
  const batch = Array<string>(Math.ceil(BATCH_BYTES / text.length)).fill(text);
  const end = performance.now() + ROW_TIME;
  let least = await answer(batch);
  do least = leastOf(least, await answer(batch));
  while (performance.now() < end);
  return least;
}

const shortly = (value: number) => (value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en'));

/** A Markdown table: one row for each object, its members as columns. */
function print(title: string, rows: readonly Readonly<Record<string, string | number>>[]): void {
  const heads = Object.keys(rows[0] ?? {});
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => (typeof cell === 'number' ? shortly(cell) : cell)).join(' | ')} |`;
  const lines = [line(heads), line(heads.map(() => '---')), ...rows.map((row) => line(Object.values(row)))];
  process.stdout.write(`\n${title}\n\n${lines.join('\n')}\n`);
}

async function stages(answer: Answer): Promise<void> {
  const calls = {
    'an order nobody cares about, 20 Conditions': callFor([IMAGING], 20),
    'one order with a card, 20 Conditions': callFor([DECOMPRESSION], 20),
    'one traction order, 20 Conditions': callFor([TRACTION], 20),
    '50 orders, one with a card, 500 Conditions': callFor([DECOMPRESSION, ...times(49, IMAGING)], 500),
    '50 orders with cards, 500 Conditions': callFor(times(50, DECOMPRESSION), 500),
    '50 traction orders, 500 Conditions': callFor(times(50, TRACTION), 500),
  };
  const rows = [];
  for (const [call, text] of Object.entries(calls)) {
    const costs = await measure(answer, text);
    rows.push({ call, KB: text.length / 1000, ...costs, 'without json': ownOf(costs) });
  }
  print('Microseconds per call, by stage', rows);
}

async function growth(answer: Answer): Promise<void> {
  const orders = [];
  for (const count of [1, 10, 100, 1000]) {
    const each = async (thing: Thing) => ownOf(await measure(answer, callFor(times(count, thing), 10))) / count;
    orders.push({
      orders: count.toLocaleString('en'),
      'with a card': await each(DECOMPRESSION),
      traction: await each(TRACTION),
      'nobody cares about': await each(IMAGING),
    });
  }
  print('Microseconds per order, without JSON.parse', orders);
  const conditions = [];
  for (const count of [10, 100, 1000, 10_000])
    conditions.push({
      Conditions: count.toLocaleString('en'),
      'per Condition': ownOf(await measure(answer, callFor([TRACTION], count))) / count,
    });
  print('Microseconds per Condition beside one traction order, without JSON.parse', conditions);
}

async function policies(): Promise<void> {
  const rows = [];
  for (const count of [0, 96, 996, 9996]) {
    const root = writePolicies(count);
    const before = process.memoryUsage().heapUsed;
    const start = performance.now();
    const knowledge = loadKnowledge(root.path);
    const loaded = performance.now();
    const decider = createDecider(knowledge);
    const ready = performance.now();
    root.remove();
    const answer = answering(knowledge, decider);
    rows.push({
      policies: knowledge.policies.length.toLocaleString('en'),
      'load ms': loaded - start,
      'decider ms': ready - loaded,
      'heap MB': (process.memoryUsage().heapUsed - before) / 1e6,
      'order with a card': ownOf(await measure(answer, callFor([DECOMPRESSION], 20))),
      'traction order': ownOf(await measure(answer, callFor([TRACTION], 20))),
      'order nobody cares about': ownOf(await measure(answer, callFor([IMAGING], 20))),
    });
  }
  print('Growth with the number of policies: loading, and microseconds per call without JSON.parse', rows);
}

const knowledge = loadKnowledge(join(import.meta.dirname, '..'));
const answer = answering(knowledge, createDecider(knowledge));
const parts = { stages: () => stages(answer), growth: () => growth(answer), policies };
const [only] = process.argv.slice(2);
for (const [name, run] of Object.entries(parts)) if (only === undefined || only === name) await run();
