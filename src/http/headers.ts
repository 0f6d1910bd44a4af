import { Socket } from 'node:net';
import cors, { type CorsOptions } from 'cors';
import helmet from 'helmet';
import type { Config } from '../config.ts';
import { IncomingMessage, ServerResponse } from '../node-http.ts';

/** Gives the headers that every answer carries, by the `Origin` of the request: names and values in turn. */
export type Headers = (origin: string | undefined) => readonly string[];

// An API for programs: nothing it answers may be framed, sniffed or run, and pages of other origins may read it.
const secure = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  strictTransportSecurity: { includeSubDomains: false },
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
});

/** The rules for pages of other origins (CDS Hooks §Security: browser-based clients). Cookies are never accepted. */
export function corsOptions(origins: Config['corsOrigins']): CorsOptions {
  return {
    origin: origins === '*' ? '*' : [...origins],
    allowedHeaders: ['Authorization', 'Content-Type', 'Accept'],
    exposedHeaders: ['X-Request-Id', 'Retry-After'],
    methods: ['GET', 'POST'],
    maxAge: 600,
  };
}

function ask(origin: string | undefined, options: CorsOptions): readonly string[] {
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  if (origin !== undefined) request.headers.origin = origin;
  const response = new ServerResponse(request);
  const done = () => undefined;
  secure(request, response, done);
  cors(options)(request, response, done);
  response.setHeader('Cache-Control', 'no-store');
  return response.getHeaderNames().flatMap((name) => [name, String(response.getHeader(name))]);
}

/**
 * What helmet and cors set does not depend on the request but for its origin. They are asked once for each origin that is
 * allowed and once for all others, not for each request.
 */
export function createHeaders(origins: Config['corsOrigins']): Headers {
  const options = corsOptions(origins);
  const others = ask(undefined, options);
  const allowed = new Map((origins === '*' ? [] : origins).map((origin) => [origin, ask(origin, options)]));
  return (origin) => (origin === undefined ? others : (allowed.get(origin) ?? others));
}
