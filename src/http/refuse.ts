import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { ERRORS, type ErrorCode, outcomeOf, type Problem, RequestError } from '../errors.ts';
import type { Log } from '../log.ts';

function send(response: Response, code: ErrorCode, problems: readonly Problem[]): void {
  // What is left of a body that was too large is not read.
  if (code === 'too-large') response.set('Connection', 'close');
  response
    .status(ERRORS[code].status)
    .type('application/fhir+json')
    .send(JSON.stringify(outcomeOf(code, problems)));
}

/** Codes for the errors of Express and its body reader, by their `type` or `status`. */
const FOREIGN: Readonly<Record<string, ErrorCode>> = {
  'entity.too.large': 'too-large',
  'encoding.unsupported': 'unsupported-encoding',
  'request.aborted': 'aborted',
  'request.size.invalid': 'aborted',
};

function codeOf(error: unknown): ErrorCode {
  if (error instanceof RequestError) return error.code;
  if (error instanceof URIError) return 'invalid-url';
  if (!(error instanceof Error)) return 'internal';
  const { type, status, code } = error as { type?: unknown; status?: unknown; code?: unknown };
  const known = FOREIGN[String(type)];
  if (known) return known;
  // zlib: the body does not follow its Content-Encoding.
  if (status === 400 && /^(?:Z_|ERR_)/.test(String(code))) return 'unsupported-encoding';
  return 'internal';
}

/** Answers every error with its status and an OperationOutcome; what is our fault goes to the log, without its message. */
export function refuse(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const code = codeOf(error);
    if (code === 'internal') log.failed({ code, error });
    if (response.headersSent) next(error);
    else send(response, code, error instanceof RequestError ? error.problems : []);
  };
}

/** Refuses every method that has no handler on a path; `allow` is what the Allow header says. */
export function only(allow: string): RequestHandler {
  return (_request, response) => {
    response.set('Allow', allow);
    throw new RequestError('method-not-allowed');
  };
}

export const notFound: RequestHandler = () => {
  throw new RequestError('not-found');
};
