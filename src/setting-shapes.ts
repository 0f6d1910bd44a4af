import * as Type from 'typebox';
import { MOST_DAYS_KEPT } from './store/span.ts';

/*
 * The settings of the operator: variables of the environment, as JSON Schema and as type from one source. `title` is the form a
 * value must have, in words; `description` its meaning; `default` what holds where it is not set, or `$comment` where that comes from.
 * The table in docs/operators.md and schemas/settings.json are made of them. The formats
 * `url` and `url-list` (with commas) are those of schema/validator.ts: a pattern alone cannot tell whether an address is one.
 */
const wholeNumber = (minimum: number, maximum: number, rest: Type.TSchemaOptions) =>
  Type.Integer({ minimum, maximum, title: `a whole number from ${minimum} to ${maximum}`, ...rest });
const folder = (rest: Type.TSchemaOptions) =>
  Type.Optional(Type.String({ pattern: '\\S', title: 'a folder', ...rest }));
const secret = (rest: Type.TSchemaOptions) =>
  Type.Optional(
    Type.String({ pattern: '^\\S{32,}$', title: 'at least 32 characters without spaces', $comment: 'none', ...rest }),
  );

const ORIGIN = 'https?://[^/\\s,]+';
const BASE = 'https?://[^\\s,?#@]+';
const list = (item: string) => `^\\s*${item}(?:\\s*,\\s*${item})*\\s*$`;
/** As long as HIPAA's documents are kept (45 CFR 164.316(b)(2)). */
const SIX_YEARS = 2192;
const MEGABYTE = 1024 * 1024;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

/** The settings by the names of their variables, in the order of the table. */
export const SettingsShape = Type.Object({
  PORT: wholeNumber(0, 65_535, { default: 3000, description: 'port to listen on; `0` takes any free one' }),
  HOST: Type.String({
    pattern: '^\\S+$',
    default: '127.0.0.1',
    title: 'a host name or address; without a site file `127.0.0.1`, `::1` or `localhost`',
    description: 'address to listen on; `0.0.0.0` for all',
  }),
  NODE_ENV: Type.Optional(
    Type.String({
      $comment: 'none',
      title: 'any text; `production` alone means something',
      description:
        '`production`: a site file is demanded, TLS for keys and FHIR servers, and no key whose private half is published',
    }),
  ),
  SITES_DIR: folder({
    $comment: '`sites/` of the project',
    description: 'folder of the site files; once it is set there must be one in it',
  }),
  DATA_DIR: folder({
    $comment: '`.data/` of the project',
    description: "folder of the store's file; not together with `DATABASE_URL`",
  }),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(?:ql)?://[^/\\s]+/\\S+$',
      format: 'url',
      $comment: 'none',
      title: '`postgres://user:password@host:port/database`',
      description: 'PostgreSQL in place of the file; demands `STORE_KEY`',
    }),
  ),
  STORE_KEY: secret({
    $comment: 'made at the first start',
    description: 'makes pseudonyms and seals comments; the same for all replicas',
  }),
  RETENTION_DAYS: wholeNumber(1, MOST_DAYS_KEPT, {
    default: SIX_YEARS,
    description: 'how many days calls and feedback are kept; six years unless told otherwise',
  }),
  COUNTS_RETENTION_DAYS: Type.Optional(
    wholeNumber(1, MOST_DAYS_KEPT, {
      $comment: 'as `RETENTION_DAYS`',
      description:
        'how many days the daily counts made of them are kept, from which insights are read; they hold no patient',
    }),
  ),
  OVERRIDE_LIMIT: wholeNumber(1, 99, {
    default: 90,
    description:
      'percentage of overridden cards, among those reported, above which an alarm is raised ([monitoring.md](monitoring.md))',
  }),
  ADMIN_TOKEN: secret({ description: 'opens `/admin/insights`; without it there is no such address' }),
  METRICS_TOKEN: secret({ description: '`/metrics` is only for those who send it as a Bearer token' }),
  PAGES: Type.Optional(
    Type.Enum(['evidence', 'admin-token', 'proxy-login'], {
      $comment: '`evidence` in production, else all are open',
      description:
        'who may open the pages beside the evidence ([pages.md](pages.md)); `admin-token` demands `ADMIN_TOKEN`',
    }),
  ),
  PUBLIC_ADDRESS: Type.Optional(
    Type.String({
      pattern: '^https?://[^/\\s?#@]+/?$',
      format: 'url',
      $comment: 'none',
      title: 'an address without a path, such as `https://cds.example.org`',
      description:
        'where readers of cards and of `/fhir` find this server: the sources of cards lead to the pages of their policies',
    }),
  ),
  TRUSTED_PROXIES: wholeNumber(0, 10, {
    default: 0,
    description:
      "how many proxies in front are believed about the caller's address (`X-Forwarded-For`) and the one that was called (`X-Forwarded-Proto`, `X-Forwarded-Host`)",
  }),
  BODY_LIMIT: wholeNumber(1024, 1024 * MEGABYTE, {
    default: 10 * MEGABYTE,
    description: 'largest request body in bytes, after decompression',
  }),
  DEPTH_LIMIT: wholeNumber(16, 1000, {
    default: 128,
    description: 'deepest nesting of arrays and objects in a body',
  }),
  CORS_ORIGINS: Type.Union([Type.Literal('*'), Type.String({ pattern: list(ORIGIN), format: 'url-list' })], {
    default: '*',
    title: '`*`, or origins with commas, such as `https://ehr.example.org`',
    description: 'origins whose pages may call; cookies are never used',
  }),
  CDS_HOOKS_VERSION: Type.String({
    pattern: '^[1-3]\\.\\d+\\.\\d+(?:-[\\w.-]+)?$',
    default: '2.0.1',
    title: 'a version of CDS Hooks, `1.x.y` to `3.x.y`, perhaps with a suffix such as `-ballot`',
    description: 'what discovery declares as `version`; changes nothing else',
  }),
  TOPIC_SYSTEM: Type.String({
    pattern: '^https?://\\S+$',
    default: 'https://spine-coverage-cds.example/CodeSystem/topic',
    title: 'an absolute URL with `http://` or `https://`',
    description: 'code system of `source.topic` on the cards',
  }),
  KNOWLEDGE_ROOT: folder({
    $comment: 'the project',
    description: 'folder with `cards/` and `fhir-resources/`, and `adoptions/` where there are CRD clients',
  }),
  FHIR_SERVERS: Type.Optional(
    Type.String({
      pattern: list(BASE),
      format: 'url-list',
      $comment: 'none',
      title: 'FHIR base addresses with commas, such as `https://ehr.example.org/fhir`',
      description: 'FHIR servers that may be read, in development mode; otherwise they stand in the site files',
    }),
  ),
  SHADOW_POLICIES: Type.Optional(
    Type.String({
      pattern: list('[^\\s,]+'),
      $comment: 'none',
      title: 'ids of policies with commas, such as `first-policy,second-policy`',
      description:
        'policies in [shadow](#policies-in-shadow), in development mode; otherwise they stand in the site files',
    }),
  ),
  FHIR_DEADLINE: wholeNumber(1, 60_000, {
    default: 400,
    description: 'milliseconds that all FHIR calls of one request may take together',
  }),
  LOG_LEVEL: Type.Enum(LOG_LEVELS, { default: 'info', description: 'least level that is logged' }),
});

/** The settings as they are read, with the defaults in place. */
export type Settings = Type.Static<typeof SettingsShape>;
