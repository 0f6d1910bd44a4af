import { ERRORS, type ErrorCode, operationOutcome, type Problem, RequestError } from '../errors.ts';

/** An answer to a client, and what is done once it is on its way. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** Headers besides those that every answer carries. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Code of the refusal. */
  readonly code?: ErrorCode;
  /** Runs after the answer has been handed over; given the milliseconds it took. */
  readonly onSent?: (milliseconds: number) => void;
}

/** A success in JSON. */
export function jsonAnswer(content: unknown, rest: Pick<Answer, 'onSent'> = {}): Answer {
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(content), ...rest };
}

/** A success in JSON of FHIR. */
export function fhirJsonAnswer(resource: unknown): Answer {
  return { status: 200, type: 'application/fhir+json; charset=utf-8', body: JSON.stringify(resource) };
}

/** Codes for the errors of Express and its body reader, by their `type`. */
const FOREIGN: Readonly<Record<string, ErrorCode>> = {
  'entity.too.large': 'too-large',
  'parameters.too.many': 'too-large',
  'encoding.unsupported': 'unsupported-encoding',
  'charset.unsupported': 'unsupported-encoding',
  'request.aborted': 'aborted',
  'request.size.invalid': 'aborted',
};

/** The code of any error that was thrown while a request was answered; `internal` for what nobody foresaw. */
export function errorCodeOf(error: unknown): ErrorCode {
  if (error instanceof RequestError) return error.code;
  if (error instanceof URIError) return 'invalid-url';
  if (!(error instanceof Error)) return 'internal';
  const { type, status, code } = error as { type?: unknown; status?: unknown; code?: unknown };
  const known = FOREIGN[String(type)];
  if (known) return known;
  // zlib: the body does not follow its Content-Encoding.
  if (status === 400 && /^(?:Z_|ERR_|ZSTD_)/.test(String(code))) return 'unsupported-encoding';
  return 'internal';
}

/** An error as an answer: its status and an OperationOutcome (CDS Hooks 3.0 §HTTP status codes). */
export function refusalAnswer(
  code: ErrorCode,
  problems: readonly Problem[] = [],
  headers: Answer['headers'] = {},
): Answer {
  return {
    status: ERRORS[code].status,
    type: 'application/fhir+json; charset=utf-8',
    body: JSON.stringify(operationOutcome(code, problems)),
    // The rest of a body that was too large is not read.
    headers: code === 'too-large' ? { Connection: 'close', ...headers } : headers,
    code,
  };
}
