/** What the operator sets, checked once at start and never changed. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Largest request body in bytes. */
  readonly bodyLimit: number;
  /** Deepest nesting of a request body. */
  readonly depthLimit: number;
  /** Origins whose pages may call this server; `*` for any. No cookies are ever accepted. */
  readonly corsOrigins: '*' | readonly string[];
  /** What discovery declares as the implemented version of CDS Hooks. */
  readonly cdsHooksVersion: string;
  /** Code system of `source.topic`. */
  readonly topicSystem: string;
  /** Folder that holds cards/ and fhir-resources/. */
  readonly knowledgeRoot: string;
  readonly logLevel: string;
}

/** Thrown at start; lists every fault of the environment. */
export class ConfigError extends Error {
  readonly code = 'faulty-config';
  constructor(faults: readonly string[]) {
    super(`The configuration has faults:\n${faults.join('\n')}`);
    this.name = 'ConfigError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
type Reader = <T>(name: string, fallback: T, read: (text: string) => T | undefined, form: string) => T;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'];

function wholeNumber(from: number, to: number) {
  return (text: string) =>
    /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to ? Number(text) : undefined;
}

const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : undefined);

function origins(text: string): Config['corsOrigins'] | undefined {
  if (text === '*') return '*';
  const list = text.split(',').map((origin) => origin.trim());
  return list.every((origin) => /^https?:\/\/[^/\s]+$/.test(origin)) ? list : undefined;
}

/** Reads the environment. Throws ConfigError with all faults at once; a wrong value never becomes the default. */
export function readConfig(environment: Environment, projectRoot: string): Config {
  const faults: string[] = [];
  const value: Reader = (name, fallback, read, form) => {
    const text = environment[name];
    if (text === undefined || text === '') return fallback;
    const result = read(text);
    if (result === undefined) faults.push(`${name} must be ${form}`);
    return result ?? fallback;
  };
  const config: Config = Object.freeze({
    port: value('PORT', 3000, wholeNumber(0, 65535), 'a port number'),
    host: value('HOST', '127.0.0.1', matching(/^\S+$/), 'a host name or address'),
    bodyLimit: value('BODY_LIMIT', 10 * 1024 * 1024, wholeNumber(1024, 1024 ** 3), 'a number of bytes, at least 1024'),
    depthLimit: value('DEPTH_LIMIT', 128, wholeNumber(16, 1000), 'a number from 16 to 1000'),
    corsOrigins: value<Config['corsOrigins']>(
      'CORS_ORIGINS',
      '*',
      origins,
      '* or a comma-separated list of origins such as https://ehr.example.org',
    ),
    cdsHooksVersion: value(
      'CDS_HOOKS_VERSION',
      '2.0.1',
      matching(/^[1-3]\.\d+\.\d+(-[\w.-]+)?$/),
      'a semantic version of CDS Hooks, such as 2.0.1',
    ),
    topicSystem: value(
      'TOPIC_SYSTEM',
      'https://spine-coverage-cds.example/CodeSystem/topic',
      matching(/^https?:\/\/\S+$/),
      'an absolute URL',
    ),
    knowledgeRoot: value('KNOWLEDGE_ROOT', projectRoot, matching(/\S/), 'a folder'),
    logLevel: value(
      'LOG_LEVEL',
      'info',
      (text) => LOG_LEVELS.find((level) => level === text),
      `one of ${LOG_LEVELS.join(', ')}`,
    ),
  });
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}
