import { asObject, asText, type JsonObject } from '../json.ts';
import type { Part } from './export-files.ts';
import { BROKEN, parsed, type Scanned, scanPart } from './scan-part.ts';

/** Organizations that pay, with what tells who they are. */
export interface FoundPayors extends Scanned {
  readonly organizations: readonly JsonObject[];
}

/** Reads a part of a file of Organizations, and keeps those of these ids. */
export async function findPayors(
  part: Part,
  ids: ReadonlySet<string>,
  onBytes: (bytes: number) => void,
): Promise<FoundPayors> {
  const organizations: JsonObject[] = [];
  const scanned = await scanPart(part, onBytes, () => (line, type) => {
    if (type !== 'Organization') return undefined;
    const resource = asObject(parsed(line));
    if (!resource) return BROKEN;
    const { id, name, alias, identifier } = resource;
    if (ids.has(asText(id) ?? '')) organizations.push({ resourceType: type, id, name, alias, identifier });
    return undefined;
  });
  return { ...scanned, organizations };
}
