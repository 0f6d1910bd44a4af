import { createVault, type Vault } from '../../src/records/pseudonym.ts';

let counter = 0;
/** Bytes that differ with each call. */
function bytes(size: number): Uint8Array {
  const given = Buffer.alloc(size);
  given.writeUInt32BE(++counter, size - 4);
  return given;
}

/** A vault whose secret is one byte, repeated. */
export function vaultOf(secret = 7): Vault {
  return createVault(new Uint8Array(32).fill(secret), bytes);
}
