import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { answerCall } from '../answer/answer-call.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { explain } from '../decision/explain.ts';
import { RequestError } from '../errors.ts';
import { createFhirClient } from '../fhir/client.ts';
import { HOOKS } from '../hooks/hooks.ts';
import { orderSign } from '../hooks/order-sign.ts';
import { parseJson } from '../http/read-json.ts';
import { asObject } from '../json.ts';
import { OFFER } from '../offer.ts';
import { loadRules } from '../rules.ts';
import { loadSites } from '../sites/load.ts';
import { sitesInForce } from '../sites/mode.ts';
import type { Site } from '../sites/site.ts';
import { tellOperator } from '../startup-error.ts';

// `npm run explain -- request.json [--site <id>]`: why each order of a saved request did or did not raise a card. Shows clinical data.

const USAGE = 'usage: npm run explain -- request.json [--site <id>]\n';
/** A person waits longer than an EHR: milliseconds for all FHIR calls together. */
const DEADLINE = 10_000;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ options: { site: { type: 'string' } }, allowPositionals: true });
    const [file, ...more] = positionals;
    return file !== undefined && more.length === 0 ? { file, siteId: values.site } : undefined;
  } catch {
    return undefined;
  }
}

/** The site of this id, or the only one there is. Throws ConfigError that says which there are. */
function chooseSite(sites: readonly Site[], siteId: string | undefined): Site {
  const [site, another] = siteId === undefined ? sites : sites.filter(({ id }) => id === siteId);
  if (site && !another) return site;
  const known = sites.map(({ id }) => id).join(', ');
  throw new ConfigError([
    siteId === undefined ? `--site must be one of ${known}` : `--site ${siteId} is none of ${known}`,
  ]);
}

async function print(config: Config, file: string, siteId: string | undefined): Promise<void> {
  const { sites } = sitesInForce(loadSites(config.sitesFolder, config), config);
  const site = chooseSite(sites, siteId);
  const body = parseJson(readFileSync(file), config.depthLimit);
  const named = asObject(body)?.['hook'];
  const hook = HOOKS.find(({ name }) => name === named) ?? orderSign;
  const { screening, facts, decisions } = await answerCall(
    { body, hook, site },
    {
      rules: loadRules(config.knowledgeRoot, sites),
      fhir: {
        facts: OFFER.facts,
        client: createFhirClient(),
        development: !config.production,
        deadline: DEADLINE,
      },
      now: Date.now,
      newUuid: randomUUID,
      topicSystem: config.topicSystem,
    },
  );
  process.stdout.write(`${explain(screening, facts, decisions)}\n`);
}

const given = readArguments();
if (given) {
  try {
    await print(readConfig(process.env, join(import.meta.dirname, '../..')), given.file, given.siteId);
  } catch (error) {
    if (error instanceof RequestError) {
      const problems = error.problems.map(({ element, text }) => `  ${element} ${text}\n`).join('');
      process.stderr.write(`${error.message}\n${problems}`);
      process.exitCode = 1;
    } else tellOperator(error);
  }
} else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
