import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerCall, type Ports } from '../answer/answer-call.ts';
import { RequestError } from '../errors.ts';
import { createFhirClient } from '../fhir-client/client.ts';
import type { Hook } from '../hooks/hook.ts';
import { hookOf } from '../hooks/hooks.ts';
import { refusalOf } from '../hooks/offered.ts';
import { OFFER } from '../offer.ts';
import type { SiteRules } from '../rules.ts';
import type { Site } from '../sites/site.ts';
import { PROJECT_ROOT } from './settings.ts';

/** Folders of the example requests. */
const EXAMPLE_FOLDERS = ['fhir-resources/examples', 'fhir-resources/examples/crd'];

/** A site, and the file of a request that brings it a card. */
interface ExampleCall {
  readonly site: Site;
  readonly hook: Hook;
  /** Path from the root of the project. */
  readonly file: string;
}

/** The example requests, of which an installation may have none. */
function exampleFiles(): readonly string[] {
  const folders = EXAMPLE_FOLDERS.filter((folder) => existsSync(join(PROJECT_ROOT, folder)));
  return folders.flatMap((folder) =>
    readdirSync(join(PROJECT_ROOT, folder))
      .filter((name) => name.startsWith('order-') && name.endsWith('.json'))
      .toSorted()
      .map((name) => `${folder}/${name}`),
  );
}

async function bringsCard(body: unknown, { site, hook }: ExampleCall, ports: Ports): Promise<boolean> {
  if (refusalOf(hook, site) !== undefined) return false;
  try {
    // No FHIR server is asked.
    return (await answerCall({ body, hook, site: { ...site, fhirServers: [] } }, ports)).cards.length > 0;
  } catch (error) {
    // A CRD client may need more than an example has.
    if (error instanceof RequestError) return false;
    throw error;
  }
}

/**
 * The first example request that brings a card at one of the sites, as they are switched on today: at one that asks for no token, if
 * possible. Returns undefined if none does.
 */
export async function findExampleCall(rules: SiteRules): Promise<ExampleCall | undefined> {
  const fhir = { facts: OFFER.facts, client: createFhirClient(), development: false, deadline: 1 };
  const ports = { rules, fhir, now: Date.now, newUuid: () => '', topicSystem: '' };
  const sites = [...rules.sites.values()].toSorted((one, other) => Number(!!one.trust) - Number(!!other.trust));
  const examples = exampleFiles().map((file) => {
    const body: unknown = JSON.parse(readFileSync(join(PROJECT_ROOT, file), 'utf8'));
    return { file, body, hook: hookOf(body) };
  });
  for (const site of sites)
    for (const { body, ...example } of examples)
      if (await bringsCard(body, { site, ...example }, ports)) return { site, ...example };
  return undefined;
}
