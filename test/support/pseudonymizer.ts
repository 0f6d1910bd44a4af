import { createPseudonymizer, type Pseudonymizer } from '../../src/records/pseudonymizer.ts';

let counter = 0;
/** Bytes that differ with each call. */
function bytes(size: number): Uint8Array {
  const given = Buffer.alloc(size);
  given.writeUInt32BE(++counter, size - 4);
  return given;
}

/** A pseudonymizer whose secret is one byte, repeated. */
export function pseudonymizerOf(secret = 7): Pseudonymizer {
  return createPseudonymizer(new Uint8Array(32).fill(secret), bytes);
}
