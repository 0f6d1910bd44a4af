import { join } from 'node:path';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createDecider } from '../../src/decision/decide.ts';
import { createFhirClient } from '../../src/fhir/client.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import { loadKnowledge } from '../../src/knowledge/load.ts';
import { createLog } from '../../src/log.ts';

export const PROJECT = join(import.meta.dirname, '../..');
export const TODAY = '2026-11-22';

let counter = 0;
/** Ids that differ, in the form of UUIDs. */
export const newUuid = () => `00000000-0000-4000-8000-${String(++counter).padStart(12, '0')}`;

/** The project's own knowledge, loaded once per test file. */
export const knowledge = loadKnowledge(PROJECT);

/** The application over some knowledge, without listening; `lines` receives the log. */
export function startApp({
  environment = {},
  content = knowledge,
  lines = [] as string[],
}: {
  environment?: Record<string, string>;
  content?: Knowledge;
  lines?: string[];
} = {}) {
  const config = readConfig(environment, PROJECT);
  const log = createLog('info', { write: (line: string) => void lines.push(line) });
  return createApp({
    config,
    knowledge: content,
    decider: createDecider(content),
    gathering: { ...config.fhir, client: createFhirClient() },
    log,
    newUuid,
    today: () => TODAY,
  });
}
