import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { type Policy, versionKey } from './policy.ts';

/** Content hashes of the knowledge: SHA-256 in hex of the bytes of its files. Two servers with the same hash answer alike. */
export interface Fingerprint {
  /** Hash of all files. */
  readonly knowledge: string;
  /** By `versionKey`: of the files in the policy's folder, the Libraries it uses and the cards it shows. */
  readonly policies: ReadonlyMap<string, string>;
}

/** The bytes of one file; `name` is relative to the knowledge root. */
export interface FileBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function hashOf(files: readonly (readonly [name: string, hash: string])[]): string {
  const hash = createHash('sha256');
  for (const [name, content] of files) hash.update(`${name}\n${content}\n`);
  return hash.digest('hex');
}

/** Hashes the knowledge as a whole and each policy by itself. */
export function fingerprintOf(files: readonly FileBytes[], policies: readonly Policy[]): Fingerprint {
  const hashes = new Map(files.map(({ name, bytes }) => [name, createHash('sha256').update(bytes).digest('hex')]));
  const byFolder = Map.groupBy(hashes, ([name]) => dirname(name));
  const hashOfPolicy = ({ file, libraries, actions }: Policy) => {
    const others = [...new Set([...libraries, ...actions.map(({ card }) => card)])].sort();
    return hashOf([
      ...(byFolder.get(dirname(file)) ?? []),
      ...others.map((other) => [other, hashes.get(other) ?? ''] as const),
    ]);
  };
  return {
    knowledge: hashOf([...hashes]),
    policies: new Map(policies.map((policy) => [versionKey(policy.id, policy.version), hashOfPolicy(policy)])),
  };
}
