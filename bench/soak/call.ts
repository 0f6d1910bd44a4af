import { Agent, request } from 'node:http';
import { SERVICE } from '../recipes.ts';

/** What came of a call: an answer, or none within the time. */
export type Reply = { readonly status: number; readonly text: string } | { readonly lost: string };

const MOST_TIME = 10_000;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Posts a request to our server. Never rejects. */
export function call(origin: string, text: string): Promise<Reply> {
  return new Promise((replied) => {
    const body = Buffer.from(text);
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const sent = request(`${origin}${SERVICE}`, { method: 'POST', agent, headers, timeout: MOST_TIME }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', ({ message }) => replied({ lost: message }));
      response.on('end', () =>
        replied({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', ({ message }) => replied({ lost: message }));
    sent.end(body);
  });
}

/** Lets go of the connections. */
export const hangUp = (): void => agent.destroy();
