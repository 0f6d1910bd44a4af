import type { Systems } from '../matching/code-systems.ts';

/** Fault of a name that no code system is known by. */
export const unknownSystem = (system: string) =>
  `${system} is not the name of a known code system; fhir-resources/terminology/ has those that are`;

/** Fault of a code that does not fit the form of its system (by the canonical address); undefined if it does, or the form is not told. */
export function faultOfCode(system: string, code: string, systems: Systems): string | undefined {
  const form = systems.formOf(system);
  if (!form || form.test(code.trim().toUpperCase())) return undefined;
  return `${code} cannot be a code of ${system}: it must fit ${form.source}`;
}

/** The same of a code as a client sends it: with what EHRs add (`CODE-GP`), or under a system that such codes habitually arrive under. */
export function faultOfSentCode(system: string, code: string, systems: Systems): string | undefined {
  const read = systems.resolve(system, code);
  return read && faultOfCode(read.system, read.code, systems) && faultOfCode(system, code, systems);
}
