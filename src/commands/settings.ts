import { join } from 'node:path';
import { type Config, readConfig } from '../config.ts';

/** The folder of this project. */
export const PROJECT_ROOT = join(import.meta.dirname, '../..');

/** The settings of the environment. Throws ConfigError. */
export const settings = (): Config => readConfig(process.env, PROJECT_ROOT);

/**
 * The knowledge root that a command is about: the one it was given, else KNOWLEDGE_ROOT, else the project. Not by the checked settings:
 * whoever works on policies alone need not set what the server demands, such as a database.
 */
export function knowledgeRoot(given: string | undefined): string {
  return given ?? (process.env['KNOWLEDGE_ROOT'] || PROJECT_ROOT);
}
