import { Agent as HttpsAgent } from 'node:https';
import type { AxiosInstance } from 'axios';
import { Agent as HttpAgent } from './node-http.ts';

/** Gives the client, once it is loaded. */
export type Outgoing = () => Promise<AxiosInstance>;

/**
 * A client for servers that others run: it follows no redirect, uses no proxy of the environment, which would see tokens
 * and could put in keys of its own, and gives answers as texts of at most `sizeLimit` bytes after decompression. `keepAlive`
 * keeps connections for later calls. It is loaded for the first call: that takes 60 ms, which no start waits for.
 */
export function createOutgoing(sizeLimit: number, keepAlive: boolean): Outgoing {
  const load = async () => {
    const { default: axios } = await import('axios');
    return axios.create({
      maxRedirects: 0,
      maxContentLength: sizeLimit,
      responseType: 'text',
      transformResponse: (text: unknown) => text,
      validateStatus: () => true,
      proxy: false,
      httpAgent: new HttpAgent({ keepAlive }),
      httpsAgent: new HttpsAgent({ keepAlive }),
    });
  };
  let client: Promise<AxiosInstance> | undefined;
  return () => {
    client ??= load();
    return client;
  };
}
