import type { Request, RequestHandler, Response } from 'express';

/** Runs a body parser of Express, which leaves `request.body`. Rejects with the error of the parser. */
export function runBodyParser(parser: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    parser(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
  });
}
