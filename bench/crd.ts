import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { parse } from 'yaml';
import { answerCall, type Call, type Ports } from '../src/answer/answer-call.ts';
import { FACTS } from '../src/decision/facts.ts';
import { parseKeepingNumbers } from '../src/exact-numbers.ts';
import { createFhirClient } from '../src/fhir-client/client.ts';
import { orderSign } from '../src/hooks/order-sign.ts';
import { searchset } from '../src/policies/case-request.ts';
import { loadRules } from '../src/rules.ts';
import { compileSite } from '../src/sites/compile.ts';
import type { SiteFile } from '../src/sites/shape.ts';
import { COVERAGE } from './resources.ts';

/*
 * `node bench/crd.ts`: the processor time of an answer to a CRD client, over that of the plain card of the same order. From the text
 * of the body to the text of the answer, in rounds that take turns; the least of each counts. Ends with 1 above the limit.
 */

const LIMIT = 1.5;
const ROUNDS = 60;
const CALLS = 100;

const root = join(import.meta.dirname, '..');
const site = compileSite(parse(readFileSync(join(root, 'sites/crd-example.yaml.sample'), 'utf8')) as SiteFile);
const fhir = { facts: FACTS, client: createFhirClient(), development: false, deadline: 400 };
const ports: Ports = { rules: loadRules(root, [site]), fhir, now: Date.now, newUuid: uuidv7, topicSystem: 'topic' };
const plain = { ...site, crd: undefined };

/** An order under a Coverage of the example plan, as an EHR would send it. */
function callWith(example: string): string {
  const body = JSON.parse(readFileSync(join(root, 'fhir-resources/examples', example), 'utf8'));
  const reference = `Patient/${body.context.patientId}`;
  const payor = [{ reference: 'Organization/prairie-plan' }];
  const coverage = { ...COVERAGE, subscriberId: 'PX-1', beneficiary: { reference }, payor };
  const prefetch = { ...body.prefetch, coverage: searchset([coverage]) };
  return JSON.stringify({ ...body, prefetch, extension: { 'davinci-crd.requestedVersion': '2.2' } });
}

async function answerOnce(text: string, asked: Call['site']): Promise<void> {
  const body = asked.crd ? parseKeepingNumbers(text) : JSON.parse(text);
  JSON.stringify((await answerCall({ body, hook: orderSign, site: asked }, ports)).answer);
}

/** Microseconds of processor time that a call takes. */
async function costOf(text: string, asked: Call['site']): Promise<number> {
  const start = process.cpuUsage();
  for (let call = 0; call < CALLS; call += 1) await answerOnce(text, asked);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / CALLS;
}

let worst = 0;
for (const example of ['order-sign-s9090.json', 'order-sign-traction-unsafe.json', 'order-sign-traction-units.json']) {
  const text = callWith(example);
  const costs = { plain: Number.POSITIVE_INFINITY, crd: Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS; round += 1) {
    costs.plain = Math.min(costs.plain, await costOf(text, plain));
    costs.crd = Math.min(costs.crd, await costOf(text, site));
  }
  const ratio = costs.crd / costs.plain;
  worst = Math.max(worst, ratio);
  const microseconds = (cost: number) => `${cost.toFixed(0)} µs`;
  process.stdout.write(
    `${example}: plain ${microseconds(costs.plain)}, CRD ${microseconds(costs.crd)}, ${ratio.toFixed(2)} times as much\n`,
  );
}
process.exitCode = worst > LIMIT ? 1 : 0;
