import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asObject, asText, objectsIn } from '../../json.ts';
import { KnowledgeError, messageOf } from '../../policies/fault.ts';
import type { Fields } from '../fields.ts';
import { readState, type TryState } from './state.ts';

/** A state to begin with. */
interface Example {
  readonly title: string;
  /** Indicator of the card it raises, or `silent`. */
  readonly shows: string;
  readonly state: TryState;
}

/** Conditions and coverage of an example patient, applied to the current order. */
interface ExamplePatient {
  readonly id: string;
  readonly title: string;
  readonly fields: Fields;
}

/** Examples of the page *Try an order*, and the hints in its fields. */
export interface Examples {
  /** Shown in fields that are empty. */
  readonly hints: Readonly<Record<'codes' | 'find' | 'conditions', string | undefined>>;
  /** Names of payers that the knowledge does not know. */
  readonly payers: readonly string[];
  readonly examples: readonly Example[];
  readonly patients: readonly ExamplePatient[];
}

const FILE = 'fhir-resources/examples/try-an-order.yaml';

function contentOf(root: string): unknown {
  const path = join(root, FILE);
  if (!existsSync(path)) return undefined;
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new KnowledgeError([{ file: FILE, element: 'file', reason: messageOf(error) }]);
  }
}

/** The examples of a knowledge root; none if it has no such file. Throws KnowledgeError if the file is no YAML. */
export function readExamples(root: string): Examples {
  const content = asObject(contentOf(root));
  const hints = asObject(content?.['hints']) ?? {};
  const rows = (name: string) => objectsIn(content?.[name] ?? []);
  return {
    hints: { codes: asText(hints['codes']), find: asText(hints['find']), conditions: asText(hints['conditions']) },
    payers: rows('payers').map(({ title }) => asText(title) ?? ''),
    examples: rows('examples').map(({ title, shows, fields }) => ({
      title: asText(title) ?? '',
      shows: asText(shows) ?? 'silent',
      state: readState(asObject(fields) ?? {}),
    })),
    patients: rows('patients').map(({ id, title, fields }) => ({
      id: asText(id) ?? '',
      title: asText(title) ?? '',
      fields: asObject(fields) ?? {},
    })),
  };
}
