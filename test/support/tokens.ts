import type { RequestListener } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { isJwk, type Jwk } from '../../src/sites/public-key.ts';
import { type Algorithm, type ClientTrust, OPEN_SITE, type Site } from '../../src/sites/site.ts';
import { type FaultyServer, sendJson, startUntilTestEnds } from './fhir-server.ts';

/** Time at which tokens are made unless a test says otherwise, in seconds since 1970. */
export const TOKEN_TIME: number = 1_795_000_000;
export const AUDIENCE = 'https://cds.example-plan.example';
export const SERVICE = '/cds-services/spine-coverage-order-sign';

/** Overrides of a good token; a member that is undefined is left out. */
export interface Overrides {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** The claims as JSON, in place of all others. */
  readonly text?: string;
  /** The path called, which ends `aud`. */
  readonly path?: string;
}

/** A CDS Client: an EHR with a key of its own. */
export interface Client {
  readonly issuer: string;
  readonly jwk: Jwk;
  /** A token good for one call: of five minutes, from the time given, with a fresh jti. */
  token(overrides?: Overrides): Promise<string>;
  /** The same as an Authorization header. */
  bearer(overrides?: Overrides): Promise<string>;
}

let counter = 0;

const encode = (text: string) => Buffer.from(text).toString('base64url');

/** Signs whatever it is given, also what a library would refuse to sign. Both texts should be JSON. */
async function signed(header: string, claims: string, key: CryptoKey, algorithm: string): Promise<string> {
  const bits = Number(algorithm.slice(2));
  const parameters = { name: key.algorithm.name, hash: `SHA-${bits}`, saltLength: bits / 8 };
  const content = `${encode(header)}.${encode(claims)}`;
  const signature = await crypto.subtle.sign(parameters, key, Buffer.from(content));
  return `${content}.${Buffer.from(signature).toString('base64url')}`;
}

/** A client with a fresh key. `now` is in seconds since 1970. */
export async function createClient({
  issuer = 'https://ehr.example/',
  algorithm = 'ES384' as Algorithm,
  kid = `key-${++counter}`,
  jku = undefined as string | undefined,
  audience = AUDIENCE,
  now = () => TOKEN_TIME,
} = {}): Promise<Client> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm);
  const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: algorithm };
  if (!isJwk(jwk)) throw new Error('The key has another form than key sets have.');
  const token = ({ header = {}, claims = {}, path = SERVICE, text }: Overrides = {}) => {
    const payload = {
      iss: issuer,
      aud: `${audience}${path}`,
      iat: now(),
      exp: now() + 300,
      jti: `jti-${++counter}`,
      ...claims,
    };
    const fields = { alg: algorithm, kid, typ: 'JWT', jku, ...header };
    return signed(JSON.stringify(fields), text ?? JSON.stringify(payload), privateKey, algorithm);
  };
  return { issuer, jwk, token, bearer: async (overrides) => `Bearer ${await token(overrides)}` };
}

/** A server that publishes keys, until the test ends. It counts who asks, and may be told to misbehave. */
export interface KeyStub extends Pick<FaultyServer, 'origin' | 'seen'> {
  /** Address of the key set. */
  readonly jku: string;
  publish(...keys: readonly unknown[]): void;
  answerWith(handler: RequestListener): void;
}

export async function startKeyStub(...keys: readonly unknown[]): Promise<KeyStub> {
  const publishing =
    (published: readonly unknown[]): RequestListener =>
    (_request, response) =>
      sendJson(response, { keys: published });
  let handler = publishing(keys);
  const { origin, seen } = await startUntilTestEnds((request, response) => handler(request, response));
  return {
    origin,
    seen,
    jku: `${origin}/jwks.json`,
    publish: (...published) => {
      handler = publishing(published);
    },
    answerWith: (other) => {
      handler = other;
    },
  };
}

/** A site that trusts an issuer. */
export function siteOf(
  trust: Partial<ClientTrust> & Pick<ClientTrust, 'keys'>,
  { id = 'st-mary', ...members }: Partial<Site> = {},
): Site & { readonly trust: ClientTrust } {
  return {
    ...OPEN_SITE,
    id,
    rateLimit: 6000,
    ...members,
    trust: {
      issuer: 'https://ehr.example/',
      algorithms: ['ES384', 'RS384'],
      audience: AUDIENCE,
      tenant: undefined,
      lifetime: 900,
      skew: 60,
      discovery: 'open',
      ...trust,
    },
  };
}

/** The file of a site that trusts this client, whose key is pinned. */
export function siteFileOf({ issuer, jwk }: Client, id = 'st-mary'): string {
  const trust = { issuer, keys: [jwk], audience: AUDIENCE };
  // JSON is YAML.
  return JSON.stringify({ id, trust });
}
