import type { JsonObject } from '../json.ts';

/*
 * References as clients write them (FHIR R4 §References): `Type/id`, a whole address, either with a version, `#id` of what a
 * resource contains, `urn:uuid:id`, or the bare id.
 */

/** Looked through once, however long a reference is. */
const TYPED = /(?:^|\/)([A-Z][A-Za-z]+)\/([^/]+)(?:\/_history\/[^/]*)?$/;

/** The type and the id that a reference ends in; undefined where it ends in none, as an address by UUID does. */
export function typeAndId(reference: string): { readonly type: string; readonly id: string } | undefined {
  const [, type, id] = TYPED.exec(reference) ?? [];
  return type === undefined || id === undefined ? undefined : { type, id };
}

/** The type that a reference ends in, if any. */
export const typeIn = (reference = '') => typeAndId(reference)?.type;

/** The id at the end of a reference; with `#` before that of a contained resource. */
export function idIn(reference: string): string {
  const separator = Math.max(reference.lastIndexOf('/'), reference.lastIndexOf(':'));
  return typeAndId(reference)?.id ?? reference.slice(separator + 1);
}

/** `Type/id` of a reference, also where the client sent a whole address or named a version; others as they are. */
export function localReference(reference: string): string {
  const named = typeAndId(reference);
  return named ? `${named.type}/${named.id}` : reference;
}

/** A reference without the version that it may name. */
export function withoutVersion(reference: string): string {
  const [plain = reference] = reference.split('/_history/', 1);
  return plain;
}

/** `Type/id` of a resource; `Type/?` of one without an id. */
export function referenceTo({ resourceType, id }: JsonObject): string {
  return `${String(resourceType)}/${String(id ?? '?')}`;
}
