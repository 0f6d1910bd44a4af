import type { Trust } from './fhir/address.ts';

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
  /** Which FHIR servers may be called, and how many milliseconds all calls of one request may take. */
  readonly fhir: { readonly trust: Trust; readonly deadline: number };
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

function fhirServers(text: string): readonly URL[] | undefined {
  const urls = text.split(',').map((address) => (URL.canParse(address.trim()) ? new URL(address.trim()) : undefined));
  const isBase = (url: URL | undefined) =>
    url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '';
  return urls.every(isBase) ? urls.filter((url) => url !== undefined) : undefined;
}

/** Reads single variables; what is wrong is added to the faults. */
function readerOf(environment: Environment, faults: string[]): Reader {
  return (name, fallback, read, form) => {
    const text = environment[name];
    if (text === undefined || text === '') return fallback;
    const result = read(text);
    if (result === undefined) faults.push(`${name} must be ${form}`);
    return result ?? fallback;
  };
}

const TOPICS = 'https://spine-coverage-cds.example/CodeSystem/topic';
const ORIGINS = '* or a comma-separated list of origins such as https://ehr.example.org';
const BASES = 'a comma-separated list of FHIR base addresses such as https://ehr.example.org/fhir';
const VERSION = /^[1-3]\.\d+\.\d+(-[\w.-]+)?$/;

/** Reads the environment. Throws ConfigError with all faults at once; a wrong value never becomes the default. */
export function readConfig(environment: Environment, projectRoot: string): Config {
  const faults: string[] = [];
  const value = readerOf(environment, faults);
  const level = (text: string) => LOG_LEVELS.find((known) => known === text);
  const config: Config = Object.freeze({
    port: value('PORT', 3000, wholeNumber(0, 65535), 'a port number'),
    host: value('HOST', '127.0.0.1', matching(/^\S+$/), 'a host name or address'),
    bodyLimit: value('BODY_LIMIT', 10 * 1024 * 1024, wholeNumber(1024, 1024 ** 3), 'a number of bytes, at least 1024'),
    depthLimit: value('DEPTH_LIMIT', 128, wholeNumber(16, 1000), 'a number from 16 to 1000'),
    corsOrigins: value<Config['corsOrigins']>('CORS_ORIGINS', '*', origins, ORIGINS),
    cdsHooksVersion: value('CDS_HOOKS_VERSION', '2.0.1', matching(VERSION), 'a version of CDS Hooks, such as 2.0.1'),
    topicSystem: value('TOPIC_SYSTEM', TOPICS, matching(/^https?:\/\/\S+$/), 'an absolute URL'),
    knowledgeRoot: value('KNOWLEDGE_ROOT', projectRoot, matching(/\S/), 'a folder'),
    logLevel: value('LOG_LEVEL', 'info', level, `one of ${LOG_LEVELS.join(', ')}`),
    fhir: {
      trust: {
        servers: value<readonly URL[]>('FHIR_SERVERS', [], fhirServers, BASES),
        development: environment['NODE_ENV'] !== 'production',
      },
      deadline: value('FHIR_DEADLINE', 400, wholeNumber(1, 60_000), 'milliseconds, from 1 to 60000'),
    },
  });
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}
