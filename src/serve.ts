import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { createDecider } from './decision/decide.ts';
import { createFhirClient } from './fhir/client.ts';
import { refuseMalformed } from './http/malformed.ts';
import { loadKnowledge } from './knowledge/load.ts';
import { createLog } from './log.ts';

/** How long calls under way may take to finish after a signal to stop, in milliseconds. */
const DRAIN_TIME = 10_000;
const SWEEP_TIME = 50;

/** A server that listens. */
export interface Running {
  /** Base address, without a final slash. */
  readonly address: string;
  readonly server: Server;
}

/** Finishes the calls under way and takes no new ones; `stopped` is called when all are done. */
function drain(server: Server, stopped: () => void): void {
  setTimeout(() => server.closeAllConnections(), DRAIN_TIME).unref();
  // A connection falls idle when its last call is answered, and would be kept alive.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_TIME);
  server.close(() => {
    clearInterval(sweep);
    stopped();
  });
}

/**
 * Loads the knowledge, listens, and stops on SIGTERM or SIGINT once all calls are answered.
 * Throws KnowledgeError; rejects with the error of `listen`, such as EADDRINUSE.
 */
export async function serve(config: Config): Promise<Running> {
  const knowledge = loadKnowledge(config.knowledgeRoot);
  const log = createLog(config.logLevel);
  const app = createApp({
    config,
    knowledge,
    decider: createDecider(knowledge),
    gathering: { ...config.fhir, client: createFhirClient() },
    log,
    newUuid: randomUUID,
    today: () => new Date().toISOString().slice(0, 10),
  });
  const server = createServer(app).on('clientError', refuseMalformed);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(config.port, config.host, listening);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => drain(server, () => log.stopped({ signal })));
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return { address: `http://${host}:${port}`, server };
}
