import type { IncomingMessage as Incoming } from 'node:http';
import type { Express } from 'express';
import { IncomingMessage, ServerResponse } from '../node-http.ts';

/** The kinds of messages that a server makes. */
interface Messages {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse<Incoming>;
}

/**
 * Has a server make its requests and responses as Express wants them. Otherwise Express changes the prototype of each when it
 * arrives, and all that Node does with it afterwards is slower for it.
 */
export function messagesOf(app: Express): Messages {
  class Request extends IncomingMessage {}
  class Response<T extends Incoming> extends ServerResponse<T> {}
  Object.setPrototypeOf(Request.prototype, app.request);
  Object.setPrototypeOf(Response.prototype, app.response);
  Object.assign(app, { request: Request.prototype, response: Response.prototype });
  return { IncomingMessage: Request, ServerResponse: Response };
}
