import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';

/**
 * A client for servers that others run: it follows no redirect, uses no proxy of the environment, which would see tokens
 * and could put in keys of its own, and gives answers as texts of at most `sizeLimit` bytes after decompression. `keepAlive`
 * keeps connections for later calls.
 */
export function createOutgoing(sizeLimit: number, keepAlive: boolean): AxiosInstance {
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
}
