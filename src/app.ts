import cors from 'cors';
import express, { type Express, type RequestHandler } from 'express';
import { discoveryDocument } from './cds-hooks/discovery.ts';
import type { Config } from './config.ts';
import { readBody } from './http/body.ts';
import { notFound, only, refuse } from './http/refuse.ts';
import { answerCall, knownService, type ServiceDeps } from './http/service.ts';

export interface AppDeps extends Omit<ServiceDeps, 'topicSystem' | 'depthLimit'> {
  readonly config: Config;
}

/** Clients join addresses carelessly: `/cds-services//id` means `/cds-services/id` (CDS Hooks sandbox). */
const singleSlashes: RequestHandler = (request, _response, next) => {
  request.url = request.url.replace(/\/{2,}/g, '/');
  next();
};

const headers: RequestHandler = (_request, response, next) => {
  response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  next();
};

/** The application: middleware and routes in order. Reads no environment and does not listen. */
export function createApp({ config, ...deps }: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const discovery = discoveryDocument(config.cdsHooksVersion);
  const origin = config.corsOrigins === '*' ? '*' : [...config.corsOrigins];
  app.use(
    singleSlashes,
    headers,
    cors({
      origin,
      allowedHeaders: ['Authorization', 'Content-Type', 'Accept'],
      methods: ['GET', 'POST'],
      maxAge: 600,
    }),
  );
  app
    .route('/cds-services')
    .get((_request, response) => void response.json(discovery))
    .all(only('GET, HEAD'));
  app
    .route('/cds-services/:id')
    .post(
      knownService,
      ...readBody(config.bodyLimit),
      answerCall({ ...deps, topicSystem: config.topicSystem, depthLimit: config.depthLimit }),
    )
    .all(knownService, only('POST'));
  app
    .route('/health')
    .get((_request, response) => void response.json({ status: 'ok' }))
    .all(only('GET, HEAD'));
  app.use(notFound, refuse(deps.log));
  return app;
}
