import { join } from 'node:path';
import type { TSchema } from 'typebox';
import { asObject } from './json.ts';
import type { PagesSetting } from './pages/access.ts';
import { isMisspelt } from './schema/did-you-mean.ts';
import { validatorOf } from './schema/validator.ts';
import { type Settings, SettingsShape } from './setting-shapes.ts';

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
  /** Bearer token that readers of `/metrics` must send; undefined where anybody may read. */
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
  /** Number of proxies in front of this server that are trusted to say who called. */
  readonly trustedProxies: number;
}

/** One file for one process, or a PostgreSQL server for several. `key` makes pseudonyms and seals what clinicians wrote. */
export type StorageConfig = SqliteConfig | PostgresConfig;
/** A store in a file of this folder. */
export interface SqliteConfig {
  readonly kind: 'sqlite';
  readonly folder: string;
  readonly key: string | undefined;
}
/** A store in a PostgreSQL database; `url` holds its password. */
export interface PostgresConfig {
  readonly kind: 'postgres';
  readonly url: string;
  readonly key: string;
}

/** Thrown at start; lists every fault of the environment. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`${faults.length > 1 ? 'The configuration has faults:\n' : ''}${faults.join('\n')}`);
    this.name = 'ConfigError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const isSettings = validatorOf(SettingsShape, { allErrors: true });
const SCHEMAS: readonly (readonly [name: string, schema: TSchema])[] = Object.entries(SettingsShape.properties);

/** The value of a variable, as its schema wants it: digits as a number where it is one. */
function settingOf(schema: TSchema, text: string | undefined): unknown {
  const { type, default: preset } = asObject(schema) ?? {};
  if (text === undefined || text === '') return preset;
  return type === 'integer' && /^\d+$/.test(text) ? Number(text) : text;
}

/** The form that a setting must have, in words of Markdown. */
export function settingForm(schema: TSchema): string {
  const { title, enum: choices } = asObject(schema) ?? {};
  return Array.isArray(choices) ? `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}` : String(title);
}

const listed = (text: string) => text.split(',').map((item) => item.trim());

/** Faults of single settings. What they hold is not repeated: it may be a secret. */
function faultsOfForm(values: Readonly<Record<string, unknown>>): readonly string[] {
  const errors = isSettings(values) ? [] : isSettings.errors;
  const wrong = new Set(errors.map(({ instancePath }) => instancePath.slice(1)));
  return SCHEMAS.filter(([name]) => wrong.has(name)).map(
    ([name, schema]) => `${name} must be ${settingForm(schema).replaceAll('`', '')}`,
  );
}

/** Shorter names, in characters, are too near to others that a machine may have; LOGLEVEL is the setting of many programs. */
const SHORTEST_NAME = 9;
const NAMES = SCHEMAS.map(([name]) => name).filter((name) => name.length >= SHORTEST_NAME && name !== 'LOG_LEVEL');

/**
 * Faults of variables that are a typo away from a setting that is not set: METRICS_TOKN would leave the metrics open to all. Setting
 * the right one, too, says that the other is of another program.
 */
function faultsOfNames(environment: Environment): readonly string[] {
  const unset = NAMES.filter((name) => !environment[name]);
  return Object.entries(environment).flatMap(([name, value]) => {
    const meant = unset.find((each) => isMisspelt(name, each));
    return value && !(name in SettingsShape.properties) && meant !== undefined
      ? [`${name} is no setting: did you mean ${meant}?`]
      : [];
  });
}

/** The variables of PostgreSQL's own tools. Set alone, they say that somebody forgot DATABASE_URL. */
const POSTGRES_VARIABLES = ['PGHOST', 'PGDATABASE', 'PGPASSWORD'];

/** Faults of settings together: a store that was meant and not taken would be missed too late. */
function faultsOfCombination(environment: Environment): readonly string[] {
  const { DATABASE_URL, DATA_DIR, STORE_KEY, PAGES, ADMIN_TOKEN } = environment;
  const tools = DATABASE_URL ? [] : POSTGRES_VARIABLES.filter((name) => environment[name]);
  return [
    ...(tools.length > 0
      ? [`DATABASE_URL must be set, since ${tools.join(', ')} is: calls would go to a file instead`]
      : []),
    ...(DATABASE_URL && DATA_DIR ? ['DATA_DIR must not be set together with DATABASE_URL'] : []),
    ...(DATABASE_URL && !STORE_KEY ? ['STORE_KEY must be set with DATABASE_URL, the same for all replicas'] : []),
    ...(PAGES === 'admin-token' && !ADMIN_TOKEN ? ['ADMIN_TOKEN must be set with PAGES=admin-token'] : []),
  ];
}

function configOf(settings: Settings, projectRoot: string): Config {
  const { CORS_ORIGINS, DATABASE_URL, PUBLIC_ADDRESS, STORE_KEY, RETENTION_DAYS } = settings;
  const production = settings.NODE_ENV === 'production';
  const folder = settings.DATA_DIR ?? join(projectRoot, '.data');
  return {
    port: settings.PORT,
    host: settings.HOST,
    bodyLimit: settings.BODY_LIMIT,
    depthLimit: settings.DEPTH_LIMIT,
    // As browsers write them: in lower case, without the usual port.
    corsOrigins: CORS_ORIGINS === '*' ? '*' : listed(CORS_ORIGINS).map((origin) => new URL(origin).origin),
    cdsHooksVersion: settings.CDS_HOOKS_VERSION,
    topicSystem: settings.TOPIC_SYSTEM,
    knowledgeRoot: settings.KNOWLEDGE_ROOT ?? projectRoot,
    logLevel: settings.LOG_LEVEL,
    production,
    fhirServers: settings.FHIR_SERVERS === undefined ? [] : listed(settings.FHIR_SERVERS).map((base) => new URL(base)),
    fhirDeadline: settings.FHIR_DEADLINE,
    overrideLimit: settings.OVERRIDE_LIMIT / 100,
    shadowPolicies: settings.SHADOW_POLICIES === undefined ? [] : listed(settings.SHADOW_POLICIES),
    sitesFolder: settings.SITES_DIR ?? join(projectRoot, 'sites'),
    sitesDemanded: settings.SITES_DIR !== undefined,
    storage:
      DATABASE_URL === undefined
        ? { kind: 'sqlite', folder, key: STORE_KEY }
        : { kind: 'postgres', url: DATABASE_URL, key: STORE_KEY ?? '' },
    retentionDays: RETENTION_DAYS,
    countsRetentionDays: settings.COUNTS_RETENTION_DAYS ?? RETENTION_DAYS,
    adminToken: settings.ADMIN_TOKEN,
    metricsToken: settings.METRICS_TOKEN,
    // Without production the server is reachable from this machine only.
    pages: settings.PAGES ?? (production ? 'evidence' : 'open'),
    publicAddress: PUBLIC_ADDRESS === undefined ? undefined : new URL(PUBLIC_ADDRESS).origin,
    trustedProxies: settings.TRUSTED_PROXIES,
  };
}

/**
 * Reads the environment; a variable that is not set, or empty, has its default. Throws ConfigError with all faults at once; a wrong
 * value never becomes the default.
 */
export function readConfig(environment: Environment, projectRoot: string): Config {
  const values = Object.fromEntries(
    SCHEMAS.map(([name, schema]) => [name, settingOf(schema, environment[name])]).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const faults = [...faultsOfNames(environment), ...faultsOfForm(values), ...faultsOfCombination(environment)];
  if (faults.length > 0 || !isSettings(values)) throw new ConfigError(faults);
  return Object.freeze(configOf(values, projectRoot));
}
