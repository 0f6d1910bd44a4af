import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const read = (environment: Record<string, string | undefined>) => readConfig(environment, '/srv/project');

describe('without any setting', () => {
  it('the server listens to this machine only, on port 3000', () => {
    expect(read({})).toMatchObject({ port: 3000, host: '127.0.0.1', logLevel: 'info', knowledgeRoot: '/srv/project' });
  });

  it('an empty variable is no setting', () => {
    expect(read({ PORT: '', HOST: undefined, LOG_LEVEL: '' })).toEqual(read({}));
  });

  it('the configuration cannot be changed', () => {
    expect(Object.isFrozen(read({}))).toBe(true);
  });
});

describe('a setting', () => {
  it.each([
    ['PORT', '0', 'port', 0],
    ['PORT', '65535', 'port', 65535],
    ['HOST', '::', 'host', '::'],
    ['BODY_LIMIT', '1024', 'bodyLimit', 1024],
    ['DEPTH_LIMIT', '16', 'depthLimit', 16],
    ['CORS_ORIGINS', '*', 'corsOrigins', '*'],
    [
      'CORS_ORIGINS',
      'https://a.example, http://localhost:8080',
      'corsOrigins',
      ['https://a.example', 'http://localhost:8080'],
    ],
    ['CORS_ORIGINS', 'https://EHR.example:443', 'corsOrigins', ['https://ehr.example']],
    ['CDS_HOOKS_VERSION', '3.0.0', 'cdsHooksVersion', '3.0.0'],
    ['CDS_HOOKS_VERSION', '3.0.0-ballot', 'cdsHooksVersion', '3.0.0-ballot'],
    ['TOPIC_SYSTEM', 'https://plan.example/topics', 'topicSystem', 'https://plan.example/topics'],
    ['KNOWLEDGE_ROOT', '/srv/other', 'knowledgeRoot', '/srv/other'],
    ['LOG_LEVEL', 'silent', 'logLevel', 'silent'],
    ['METRICS_TOKEN', 'm'.repeat(32), 'metricsToken', 'm'.repeat(32)],
    ['SITES_DIR', '/etc/sites', 'sitesDemanded', true],
    ['PAGES', 'proxy-login', 'pages', 'proxy-login'],
    ['NODE_ENV', 'production', 'pages', 'evidence'],
    ['PUBLIC_ADDRESS', 'https://cds.example.org/', 'publicAddress', 'https://cds.example.org'],
    ['RETENTION_DAYS', '30', 'countsRetentionDays', 30],
    ['COUNTS_RETENTION_DAYS', '400', 'countsRetentionDays', 400],
    [
      'FHIR_SERVERS',
      'https://a.example/fhir, http://b.example/r4',
      'fhirServers',
      [new URL('https://a.example/fhir'), new URL('http://b.example/r4')],
    ],
    ['SHADOW_POLICIES', 'traction, unloading', 'shadowPolicies', ['traction', 'unloading']],
  ] as const)('%s=%s is taken', (name, text, member, value) => {
    expect(read({ [name]: text })[member]).toEqual(value);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['PORT', ' 3000'],
    ['PORT', '0x50'],
    ['HOST', 'two words'],
    ['SHADOW_POLICIES', 'traction unloading'],
    ['SHADOW_POLICIES', 'traction,'],
    ['BODY_LIMIT', '1023'],
    ['BODY_LIMIT', '10mb'],
    ['DEPTH_LIMIT', '15'],
    ['DEPTH_LIMIT', '1001'],
    ['CORS_ORIGINS', 'ehr.example.org'],
    ['CORS_ORIGINS', 'https://ehr.example.org/'],
    ['CORS_ORIGINS', 'https://ehr.example.org,'],
    ['CORS_ORIGINS', 'https://a.example,*'],
    ['CORS_ORIGINS', 'https://[a'],
    ['CDS_HOOKS_VERSION', 'STU2'],
    ['CDS_HOOKS_VERSION', '2.0'],
    ['TOPIC_SYSTEM', 'topics'],
    ['KNOWLEDGE_ROOT', ' '],
    ['LOG_LEVEL', 'verbose'],
    ['PAGES', 'open'],
    ['PUBLIC_ADDRESS', 'https://cds.example.org/base'],
    ['PUBLIC_ADDRESS', 'https://[cds'],
    ['FHIR_SERVERS', 'https://a.example/fhir,ftp://b.example'],
    ['FHIR_SERVERS', 'https://user@a.example/fhir'],
    ['FHIR_SERVERS', 'https://a.example/fhir?_format=json'],
    ['FHIR_SERVERS', 'https://[a'],
  ])('%s=%s is refused, never replaced by the default', (name, text) => {
    expect(() => read({ [name]: text })).toThrow(ConfigError);
    expect(() => read({ [name]: text })).toThrow(new RegExp(`^${name} must be `, 'm'));
  });

  it('that is wrong is one fault, and so is what is wrong with two together', () => {
    const faultsOf = (environment: Record<string, string>) => {
      try {
        return read(environment);
      } catch (error) {
        return error instanceof ConfigError && error.message.split('\n').filter((line) => !line.endsWith(':'));
      }
    };
    expect(faultsOf({ DATABASE_URL: 'db', STORE_KEY: 'short' })).toHaveLength(2);
    expect(faultsOf({ PAGES: 'admin-token', ADMIN_TOKEN: 'short' })).toEqual([
      'ADMIN_TOKEN must be at least 32 characters without spaces',
    ]);
    expect(faultsOf({ PORT: '3000.5', PAGES: 'admin-token' })).toEqual([
      'PORT must be a whole number from 0 to 65535',
      'ADMIN_TOKEN must be set with PAGES=admin-token',
    ]);
  });

  it.each([
    ['METRICS_TOKN', 'METRICS_TOKEN'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['DATABASE_ULR', 'DATABASE_URL'],
  ])('whose name is misspelt, %s, is refused and named', (written, meant) => {
    expect(() => read({ [written]: 'x' })).toThrow(new RegExp(`^${written} is no setting: did you mean ${meant}`, 'm'));
  });

  it('of another program is let be: an empty one, one beside the right one, one that is only somewhat alike', () => {
    expect(read({ CORS_ORIGIN: '', LOGLEVEL: 'x', PAGE: '1', DATABASE_URL_2: 'x' })).toEqual(read({}));
  });

  it('that is wrong is listed with all others that are, without repeating what they hold', () => {
    const load = () => read({ PORT: 'secret-1', LOG_LEVEL: 'secret-2', HOST: 'fine' });
    expect(load).toThrow(/^PORT must be .*\nLOG_LEVEL must be /m);
    expect(load).not.toThrow(/secret|HOST/);
    expect(load).toThrow(ConfigError);
  });
});

describe('where to store', () => {
  const URL = 'postgres://user:pw-1@db.example/cds';
  const STORE_KEY = 'k'.repeat(32);

  it('is a file in the project unless told otherwise', () => {
    expect(read({}).storage).toEqual({ kind: 'sqlite', folder: '/srv/project/.data', key: undefined });
    expect(read({ DATA_DIR: '/data', STORE_KEY }).storage).toEqual({ kind: 'sqlite', folder: '/data', key: STORE_KEY });
  });

  it('is PostgreSQL with an address and a key', () => {
    expect(read({ DATABASE_URL: URL, STORE_KEY }).storage).toEqual({ kind: 'postgres', url: URL, key: STORE_KEY });
  });

  it('may have a comma in the password', () => {
    const url = 'postgres://user:pw,1@db.example/cds';
    expect(read({ DATABASE_URL: url, STORE_KEY }).storage).toMatchObject({ url });
  });

  it.each([
    ['no key', { DATABASE_URL: URL }, /^STORE_KEY must be set/m],
    ['a short key', { DATABASE_URL: URL, STORE_KEY: 'short' }, /^STORE_KEY must be at least 32/m],
    ['a folder beside it', { DATABASE_URL: URL, STORE_KEY, DATA_DIR: '/data' }, /^DATA_DIR must not be set/m],
    ['no database', { DATABASE_URL: 'postgres://db.example', STORE_KEY }, /^DATABASE_URL must be postgres:/m],
    ['another database', { DATABASE_URL: 'mysql://u:pw-1@h/d', STORE_KEY }, /^DATABASE_URL must be postgres:/m],
    ['no address', { DATABASE_URL: 'pw-1', STORE_KEY }, /^DATABASE_URL must be postgres:/m],
    [
      'no address of a host',
      { DATABASE_URL: 'postgres://u:pw-1@[db/d', STORE_KEY },
      /^DATABASE_URL must be postgres:/m,
    ],
    ['PGHOST alone', { PGHOST: 'db.example' }, /^DATABASE_URL must be set, since PGHOST is/m],
  ])('half set, with %s, is refused, and the password stays untold', (_name, environment, message) => {
    expect(() => read(environment)).toThrow(message);
    expect(() => read(environment)).not.toThrow(/pw-1/);
  });

  it.each([
    ['OVERRIDE_LIMIT', '100'],
    ['OVERRIDE_LIMIT', '0.9'],
    ['ADMIN_TOKEN', 'short'],
    ['RETENTION_DAYS', '0'],
    ['TRUSTED_PROXIES', '11'],
  ])('%s=%s is refused', (name, text) => {
    expect(() => read({ [name]: text })).toThrow(new RegExp(`^${name} must be `, 'm'));
  });
});
