import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createApp } from './app.ts';
import { serviceId } from './cds-hooks/discovery.ts';
import { ConfigError, readConfig } from './config.ts';
import { createDecider } from './decision/decide.ts';
import { refuseMalformed } from './http/malformed.ts';
import { KnowledgeError } from './knowledge/fault.ts';
import { loadKnowledge } from './knowledge/load.ts';
import { createLog } from './log.ts';

/** How long calls under way may take to finish after a signal to stop, in milliseconds. */
const DRAIN_TIME = 10_000;

function start(): void {
  const config = readConfig(process.env, join(import.meta.dirname, '..'));
  const knowledge = loadKnowledge(config.knowledgeRoot);
  const log = createLog(config.logLevel);
  const today = () => new Date().toISOString().slice(0, 10);
  const app = createApp({ config, knowledge, decider: createDecider(knowledge), log, newUuid: randomUUID, today });
  const server = createServer(app).on('clientError', refuseMalformed);
  server.listen(config.port, config.host, () => {
    const { port } = server.address() as AddressInfo;
    const host = config.host.includes(':') ? `[${config.host}]` : config.host;
    const discovery = `http://${host}:${port}/cds-services`;
    const example = 'fhir-resources/examples/order-sign-s9090.json';
    process.stdout.write(`CDS Hooks discovery at ${discovery}\n`);
    process.stdout.write(
      `Try: curl -s -H 'Content-Type: application/json' --data @${example} ${discovery}/${serviceId('order-sign')}\n`,
    );
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => server.closeAllConnections(), DRAIN_TIME).unref();
      server.close(() => log.stopped({ signal }));
      server.closeIdleConnections();
    });
  }
}

try {
  start();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof KnowledgeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
