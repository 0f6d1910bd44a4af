import type { FactDefinition } from '../decision/facts.ts';
import type { Policy } from '../policies/policy.ts';
import { type CrdServiceExtension, crdExtension, crdPrefetch } from './crd-discovery.ts';
import type { Hook } from './hook.ts';
import { type OfferedTo, refusalOf } from './offered.ts';

/** An entry of the discovery document (CDS Hooks §Discovery). */
export interface Service {
  readonly hook: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly prefetch: Readonly<Record<string, string>>;
  readonly usageRequirements: string;
  /** Semantic version of the CDS Hooks specification, where the operator declares one. */
  readonly version: string;
  readonly hookVersion: string;
  /** For a CRD client: versions and options. */
  readonly extension?: CrdServiceExtension;
}

/** Hooks of the server, and the facts that its policies may use. */
export interface Offer {
  readonly hooks: readonly Hook[];
  readonly facts: readonly FactDefinition[];
}

const USAGE =
  'Works from prefetch, or reads Condition, Coverage and its payor, and the Device that an order refers to, from the FHIR server if the call grants access to one that is registered here. What does not arrive in time is treated as unknown, and the card says what could not be checked.';

/** The id of the service for a hook; one service per hook. */
export function serviceId({ name }: Pick<Hook, 'name'>): string {
  return `spine-coverage-${name}`;
}

/** A text as it stands within a sentence: its first letter small, unless the word is an abbreviation. */
const midSentence = (text: string) => text.replace(/^[A-Z](?=[a-z-])/, (letter) => letter.toLowerCase());

/** Lists the topics of the policies that answer on a hook, with the actions if only some answer there. */
function subjectsOn(trigger: string, policies: readonly Policy[]): string {
  const subjects = policies.flatMap(({ topic, actions }) => {
    const answers = actions.filter(({ hooks }) => hooks.includes(trigger));
    if (answers.length === 0) return [];
    const only =
      answers.length === actions.length ? '' : ` (${answers.map(({ title }) => midSentence(title)).join('; ')})`;
    return [`${midSentence(topic)}${only}`];
  });
  return subjects.length === 0 ? 'nothing at present' : subjects.join(', ');
}

/**
 * The discovery document: the services that the caller has, described by the policies that are in force and switched on. The
 * prefetch templates are root-level context tokens and plain searches only, which clients of every version fill; a CRD client is
 * asked for more, in CRD's own words.
 */
export function discoveryDocument(
  { hooks, facts }: Offer,
  version: string,
  policies: readonly Policy[],
  site: OfferedTo = { hooks: undefined, crd: undefined },
): { readonly services: readonly Service[] } {
  const searches = facts.map(({ key, search }) => [key, search] as const);
  const prefetch = { patient: 'Patient/{{context.patientId}}', ...Object.fromEntries(searches) };
  const { crd } = site;
  return {
    services: hooks
      .filter((hook) => refusalOf(hook, site) === undefined)
      .map((hook) => ({
        hook: hook.name,
        id: serviceId(hook),
        title: hook.title,
        description: hook.description.replace('{subjects}', () => subjectsOn(hook.trigger, policies)),
        prefetch: crd ? crdPrefetch(prefetch, hook, crd.versions) : prefetch,
        usageRequirements: USAGE,
        version,
        hookVersion: hook.hookVersion,
        ...(crd ? { extension: crdExtension(crd.versions) } : {}),
      })),
  };
}
