import type { CorsOptions } from 'cors';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config.ts';

/** An API for programs: nothing it answers may be framed, sniffed, run or stored, and pages of other origins may read it. */
export const securityHeaders: readonly RequestHandler[] = [
  helmet({
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
  }),
  (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  },
];

/** The rules for pages of other origins (CDS Hooks §Security: browser-based clients). Cookies are never accepted. */
export function corsOptions(origins: Config['corsOrigins']): CorsOptions {
  return {
    origin: origins === '*' ? '*' : [...origins],
    allowedHeaders: ['Authorization', 'Content-Type', 'Accept', 'Prefer', 'If-None-Match', 'If-Modified-Since'],
    exposedHeaders: ['X-Request-Id', 'Retry-After', 'ETag', 'Last-Modified'],
    methods: ['GET', 'POST'],
    maxAge: 600,
  };
}
