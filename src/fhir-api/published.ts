import { createHash } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import type { LoadedKnowledge } from '../policies/load.ts';
import type { Resource } from '../policies/resource-shapes.ts';
import { definitionsOf, type StructureDefinition } from './definitions.ts';

/** A type that is served. */
export type PublishedType = (Resource | StructureDefinition)['resourceType'];

/** A resource of the knowledge, or a definition that it refers to, as readers get it, with the id that it has among those of its type. */
export interface PublishedResource {
  readonly type: PublishedType;
  readonly id: string;
  readonly resource: JsonObject;
  /** Also `meta.versionId`: changes with the content. */
  readonly versionId: string;
  /** Modification time of its file, in milliseconds since 1970; of what is in no file, the last of all. */
  readonly modified: number;
}

/** All resources of the knowledge by type and id. */
type Published = ReadonlyMap<string, ReadonlyMap<string, PublishedResource>>;

/** The form of an id (FHIR R4 §2.24.0.1 id). */
const ID = /^[A-Za-z0-9.-]{1,64}$/;
const VERSION_ID = 16;

/** A file's resource, which may have a version and a period. */
interface Candidate {
  readonly id: string;
  readonly version?: string;
  readonly effectivePeriod?: { readonly start?: string | undefined } | undefined;
  readonly status?: string;
}

/** Active versions first, then the latest to begin, then the higher number. */
function byCurrency(one: Candidate, other: Candidate): number {
  const startOf = ({ effectivePeriod }: Candidate) => effectivePeriod?.start ?? '';
  return (
    Number(other.status === 'active') - Number(one.status === 'active') ||
    startOf(other).localeCompare(startOf(one)) ||
    (other.version ?? '').localeCompare(one.version ?? '', 'en', { numeric: true })
  );
}

/** Several versions share the id of their files: the newest keeps it, the others get their version, too. */
function idFor({ id, version }: Candidate, versionId: string, taken: ReadonlyMap<string, unknown>): string {
  const isFree = (candidate: string) => ID.test(candidate) && !taken.has(candidate);
  const fallback = `${id.slice(0, -VERSION_ID - 1)}-${versionId}`;
  return [id, `${id}-${version ?? ''}`].find(isFree) ?? fallback;
}

/** Time of the last change of the knowledge, in milliseconds since 1970. */
export const lastChange = ({ modified }: LoadedKnowledge) =>
  [...modified.values()].reduce((latest, each) => Math.max(latest, each), 0);

function publish(knowledge: LoadedKnowledge, topicSystem: string): Published {
  const published = new Map<string, Map<string, PublishedResource>>();
  const files = [...knowledge.resources].toSorted(([, one], [, other]) => byCurrency(one, other));
  const definitions = definitionsOf(knowledge, topicSystem).map((resource) => [undefined, resource] as const);
  for (const [file, resource] of [...files, ...definitions]) {
    const type = resource.resourceType;
    const ofType = published.get(type) ?? new Map<string, PublishedResource>();
    const versionId = createHash('sha256').update(JSON.stringify(resource)).digest('hex').slice(0, VERSION_ID);
    const id = idFor(resource, versionId, ofType);
    const modified = file === undefined ? lastChange(knowledge) : (knowledge.modified.get(file) ?? 0);
    const meta = { versionId, lastUpdated: new Date(modified).toISOString() };
    const { resourceType, id: _, ...rest } = resource;
    ofType.set(id, { type, id, resource: { resourceType, id, meta, ...rest }, versionId, modified });
    published.set(type, ofType);
  }
  return published;
}

/** Publishes the knowledge in force: made at the first question, and anew after a reload. */
export function createPublisher(knowledge: () => LoadedKnowledge, topicSystem: string): () => Published {
  let last: { readonly of: LoadedKnowledge; readonly published: Published } | undefined;
  return () => {
    const current = knowledge();
    if (last?.of !== current) last = { of: current, published: publish(current, topicSystem) };
    return last.published;
  };
}
