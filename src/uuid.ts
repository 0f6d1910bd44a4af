import { randomUUID } from 'node:crypto';

/**
 * A new UUID of version 7 (RFC 9562 §5.7) for an instant in milliseconds since 1970; the rest of it is random. Ids that are made
 * together stand together in an index, which random ones write all over.
 */
export function newUuidAt(time: number): string {
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${randomUUID().slice(15)}`;
}
