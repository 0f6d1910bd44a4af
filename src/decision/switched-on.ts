import type { Reading } from './decide.ts';

/** A reading without the policies that are not switched on; nothing means that all are. */
export function switchedOn(reading: Reading, policies: ReadonlySet<string> | undefined): Reading {
  if (policies === undefined || reading.concerned.size === 0) return reading;
  const concerned = new Map([...reading.concerned].filter(([{ id }]) => policies.has(id)));
  return { ...reading, concerned, needs: concerned.size === 0 ? new Set() : reading.needs };
}
