import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { createDecider } from '../decision/decide.ts';
import { explain } from '../decision/explain.ts';
import { RequestError } from '../errors.ts';
import { createFhirClient } from '../fhir/client.ts';
import { gatherFacts } from '../fhir/gather.ts';
import { draftOf } from '../hooks/draft.ts';
import { type HookRequest, parseRequest } from '../hooks/request.ts';
import { parseJson } from '../http/read-json.ts';
import { asObject } from '../json.ts';
import { loadKnowledge } from '../policies/load.ts';
import { HOOKS } from '../policies/policy.ts';

// `npm run explain -- request.json`: why each order of a saved request did or did not raise a card. Shows clinical data.

function readCall(file: string, depthLimit: number): HookRequest {
  const body = parseJson(readFileSync(file), depthLimit);
  const named = asObject(body)?.['hook'];
  return parseRequest(body, HOOKS.find((hook) => hook === named) ?? 'order-sign');
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: npm run explain -- request.json\n');
  process.exitCode = 2;
} else {
  try {
    const config = readConfig(process.env, join(import.meta.dirname, '../..'));
    const call = readCall(file, config.depthLimit);
    const decider = createDecider(loadKnowledge(config.knowledgeRoot));
    const reading = decider.read(draftOf(call));
    const trust = { servers: config.fhirServers, development: !config.production };
    const gathering = { client: createFhirClient(), trust, deadline: config.fhirDeadline };
    const facts = await gatherFacts(call, reading.needs, gathering);
    const decisions = decider.decide(reading, facts, new Date().toISOString().slice(0, 10));
    process.stdout.write(`${explain(reading, facts, decisions)}\n`);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    process.stderr.write(
      `${error.message}\n${error.problems.map(({ element, text }) => `  ${element} ${text}\n`).join('')}`,
    );
    process.exitCode = 1;
  }
}
