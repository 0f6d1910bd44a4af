import { join } from 'node:path';
import type { PagesSetting } from './pages/access.ts';

/** The settings of the operator, checked once at start and never changed. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Largest request body in bytes. */
  readonly bodyLimit: number;
  /** Deepest nesting of a request body. */
  readonly depthLimit: number;
  /** Origins whose pages may call this server; `*` for any. No cookies are ever accepted. */
  readonly corsOrigins: '*' | readonly string[];
  /** The version of CDS Hooks that discovery declares. */
  readonly cdsHooksVersion: string;
  /** Code system of `source.topic`. */
  readonly topicSystem: string;
  /** Folder that holds cards/ and fhir-resources/. */
  readonly knowledgeRoot: string;
  readonly logLevel: string;
  /** True with NODE_ENV=production: sites are demanded, and https. */
  readonly production: boolean;
  /** FHIR servers that may be called in development mode; those of a site are in its file. */
  readonly fhirServers: readonly URL[];
  /** Milliseconds that all FHIR calls of one request may take. */
  readonly fhirDeadline: number;
  /** Ids of the policies in shadow in development mode; those of a site are in its file. */
  readonly shadowPolicies: readonly string[];
  /** Folder of the site files. */
  readonly sitesFolder: string;
  /** The operator named the folder: then it must hold a site file. */
  readonly sitesDemanded: boolean;
  /** Whoever reads `/metrics` must send it as a Bearer token; undefined where anybody may. */
  readonly metricsToken: string | undefined;
  readonly storage: StorageConfig;
  /** Days that calls and feedback are kept. */
  readonly retentionDays: number;
  /** Days that the counts made of them are kept; they hold no patient. */
  readonly countsRetentionDays: number;
  /** Share of overridden cards among those reported above which an alarm is raised, between 0 and 1. */
  readonly overrideLimit: number;
  /** Opens `/admin`; undefined means that there is no such address. */
  readonly adminToken: string | undefined;
  /** Access to the pages beside those of the evidence. */
  readonly pages: PagesSetting;
  /** Base address for readers of cards, without a final slash: the sources of cards lead there. */
  readonly publicAddress: string | undefined;
  /** How many proxies in front of this server are trusted to say who called. */
  readonly trustedProxies: number;
}

/** One file for one process, or a PostgreSQL server for several. `key` makes pseudonyms and seals what clinicians wrote. */
export type StorageConfig = SqliteConfig | PostgresConfig;
export interface SqliteConfig {
  readonly kind: 'sqlite';
  readonly folder: string;
  readonly key: string | undefined;
}
export interface PostgresConfig {
  readonly kind: 'postgres';
  readonly url: string;
  readonly key: string;
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

function policyIds(text: string): readonly string[] | undefined {
  const ids = text.split(',').map((id) => id.trim());
  return ids.every((id) => /^\S+$/.test(id)) ? ids : undefined;
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

/** The variables of PostgreSQL's own tools. Set alone, they say that somebody forgot DATABASE_URL. */
const POSTGRES_VARIABLES = ['PGHOST', 'PGDATABASE', 'PGPASSWORD'];
const KEY = /^\S{32,}$/;

function isPostgresUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^postgres(?:ql)?:$/.test(url.protocol) && url.hostname !== '' && url.pathname.length > 1;
}

/** Where to store; whatever is set in part is a fault, since a store that was meant and not taken would be missed too late. */
function readStorage(environment: Environment, value: Reader, faults: string[], projectRoot: string): StorageConfig {
  const folder = value('DATA_DIR', join(projectRoot, '.data'), matching(/\S/), 'a folder');
  const key = value<string | undefined>('STORE_KEY', undefined, matching(KEY), 'at least 32 characters without spaces');
  const url = environment['DATABASE_URL'];
  if (url === undefined || url === '') {
    const set = POSTGRES_VARIABLES.filter((name) => environment[name]);
    if (set.length > 0)
      faults.push(`DATABASE_URL must be set, since ${set.join(', ')} is: calls would go to a file instead`);
    return { kind: 'sqlite', folder, key };
  }
  if (!isPostgresUrl(url)) faults.push('DATABASE_URL must be postgres://user:password@host/database');
  if (environment['DATA_DIR']) faults.push('DATA_DIR must not be set together with DATABASE_URL');
  if (!environment['STORE_KEY']) faults.push('STORE_KEY must be set with DATABASE_URL, the same for all replicas');
  return { kind: 'postgres', url, key: key ?? '' };
}

/** Reads the access to the pages: open in development mode, which is reachable from this machine only. */
function readPages(environment: Environment, value: Reader, faults: string[]): PagesSetting {
  const production = environment['NODE_ENV'] === 'production';
  const known = ['admin-token', 'proxy-login', 'evidence'] as const;
  const pages = value<PagesSetting>(
    'PAGES',
    production ? 'evidence' : 'open',
    (text) => known.find((one) => one === text),
    `one of ${known.join(', ')}`,
  );
  if (pages === 'admin-token' && !environment['ADMIN_TOKEN'])
    faults.push('ADMIN_TOKEN must be set with PAGES=admin-token');
  return pages;
}

/** The origin of an address without a path: the pages link to one another from the root. */
function originOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` ? url.origin : undefined;
}

const TOPICS = 'https://spine-coverage-cds.example/CodeSystem/topic';
const ORIGINS = '* or a comma-separated list of origins such as https://ehr.example.org';
const POLICY_IDS = 'a comma-separated list of ids of policies, such as traction';
const BASES = 'a comma-separated list of FHIR base addresses such as https://ehr.example.org/fhir';
/** As long as HIPAA's documents are kept (45 CFR 164.316(b)(2)). */
const SIX_YEARS = 2192;
const VERSION = /^[1-3]\.\d+\.\d+(-[\w.-]+)?$/;

/** Reads the environment. Throws ConfigError with all faults at once; a wrong value never becomes the default. */
export function readConfig(environment: Environment, projectRoot: string): Config {
  const faults: string[] = [];
  const value = readerOf(environment, faults);
  const secret = (name: string) =>
    value<string | undefined>(name, undefined, matching(KEY), 'at least 32 characters without spaces');
  const level = (text: string) => LOG_LEVELS.find((known) => known === text);
  const days = wholeNumber(1, 36_500);
  const retentionDays = value('RETENTION_DAYS', SIX_YEARS, days, 'days, from 1 to 36500');
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
    production: environment['NODE_ENV'] === 'production',
    fhirServers: value<readonly URL[]>('FHIR_SERVERS', [], fhirServers, BASES),
    shadowPolicies: value<readonly string[]>('SHADOW_POLICIES', [], policyIds, POLICY_IDS),
    fhirDeadline: value('FHIR_DEADLINE', 400, wholeNumber(1, 60_000), 'milliseconds, from 1 to 60000'),
    sitesFolder: value('SITES_DIR', join(projectRoot, 'sites'), matching(/\S/), 'a folder'),
    sitesDemanded: Boolean(environment['SITES_DIR']),
    storage: readStorage(environment, value, faults, projectRoot),
    retentionDays,
    countsRetentionDays: value('COUNTS_RETENTION_DAYS', retentionDays, days, 'days, from 1 to 36500'),
    overrideLimit: value('OVERRIDE_LIMIT', 90, wholeNumber(1, 99), 'a percentage, from 1 to 99') / 100,
    adminToken: secret('ADMIN_TOKEN'),
    metricsToken: secret('METRICS_TOKEN'),
    pages: readPages(environment, value, faults),
    publicAddress: value<string | undefined>(
      'PUBLIC_ADDRESS',
      undefined,
      originOf,
      'an address without a path, such as https://cds.example.org',
    ),
    trustedProxies: value('TRUSTED_PROXIES', 0, wholeNumber(0, 10), 'a number from 0 to 10'),
  });
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}
