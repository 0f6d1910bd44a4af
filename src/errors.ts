/** An OperationOutcome, the body of every answer that is not a success (CDS Hooks 3.0 §HTTP status codes). */
interface OperationOutcome {
  readonly resourceType: 'OperationOutcome';
  readonly issue: readonly {
    readonly severity: 'error';
    readonly code: string;
    readonly details: {
      readonly coding: readonly [{ readonly system: string; readonly code: ErrorCode }];
      readonly text: string;
    };
    readonly expression?: readonly string[];
  }[];
}

interface ErrorKind {
  readonly status: number;
  /** A code of FHIR's issue-type value set. */
  readonly issue: string;
  readonly text: string;
}

/** Every error this server answers with. docs/errors.md lists the same; a test holds the two together. */
export const ERRORS = {
  'invalid-json': { status: 400, issue: 'structure', text: 'The body is not valid JSON.' },
  'invalid-utf8': { status: 400, issue: 'structure', text: 'The body is not valid UTF-8.' },
  'too-deep': { status: 400, issue: 'too-costly', text: 'The body is nested too deeply.' },
  'invalid-request': { status: 400, issue: 'invalid', text: 'The request does not follow CDS Hooks.' },
  'invalid-parameters': { status: 400, issue: 'invalid', text: 'The Parameters do not follow DTR.' },
  'wrong-hook': { status: 400, issue: 'value', text: 'The hook in the body is none that is answered here.' },
  'wrong-patient': { status: 400, issue: 'value', text: 'fhirAuthorization.patient differs from context.patientId.' },
  'invalid-search': { status: 400, issue: 'invalid', text: 'The search does not follow FHIR.' },
  'invalid-url': { status: 400, issue: 'value', text: 'The URL cannot be decoded.' },
  'no-coverage': {
    status: 400,
    issue: 'required',
    text: 'No Coverage of the patient that can be used was sent, and none could be read.',
  },
  'other-payer': {
    status: 400,
    issue: 'business-rule',
    text: "The patient's Coverage that pays first is not of a payer that this server speaks for.",
  },
  unauthorized: { status: 401, issue: 'login', text: 'This call is not authenticated.' },
  'service-off': { status: 403, issue: 'forbidden', text: 'This service is not switched on for this client.' },
  'unknown-service': { status: 404, issue: 'not-found', text: 'There is no service with this id.' },
  'not-found': { status: 404, issue: 'not-found', text: 'There is nothing at this address.' },
  'method-not-allowed': { status: 405, issue: 'not-supported', text: 'This address does not take this method.' },
  'not-acceptable': { status: 406, issue: 'not-supported', text: 'This server answers in JSON only.' },
  'too-slow': { status: 408, issue: 'timeout', text: 'The request did not arrive in time.' },
  'coverage-unavailable': {
    status: 412,
    issue: 'transient',
    text: "The patient's Coverage could not be read from the FHIR server of the client.",
  },
  'order-unavailable': {
    status: 412,
    issue: 'transient',
    text: 'An order that the call names could not be read from the FHIR server of the client.',
  },
  'too-large': { status: 413, issue: 'too-long', text: 'The body is too large.' },
  'unsupported-media-type': {
    status: 415,
    issue: 'not-supported',
    text: 'The body must be application/json in UTF-8.',
  },
  'unsupported-encoding': {
    status: 415,
    issue: 'not-supported',
    text: 'The content encoding is not supported or the body does not follow it.',
  },
  'malformed-http': {
    status: 400,
    issue: 'structure',
    text: 'The request is not well-formed HTTP, has too long headers, or asks of HTTP what this server does not do.',
  },
  'too-many-requests': { status: 429, issue: 'throttled', text: 'This client calls too often.' },
  aborted: { status: 400, issue: 'transient', text: 'The request was broken off.' },
  internal: { status: 500, issue: 'exception', text: 'The server failed to answer this request.' },
  'store-unavailable': {
    status: 503,
    issue: 'transient',
    text: 'The store cannot be reached at present. Please send this again later.',
  },
  'not-ready': { status: 503, issue: 'transient', text: 'The server is not ready.' },
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type ErrorCode = keyof typeof ERRORS;

/** One thing wrong with a request: the element, and what is wrong with it. Never a value of the request. */
export interface Problem {
  readonly element: string;
  readonly text: string;
}

/** A request that is refused. The message never repeats what the request said. */
export class RequestError extends Error {
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];
  /** Headers that the refusal carries, such as `Allow`. */
  readonly headers: Readonly<Record<string, string>>;
  constructor(code: ErrorCode, problems: readonly Problem[] = [], headers: Readonly<Record<string, string>> = {}) {
    super(ERRORS[code].text);
    this.name = 'RequestError';
    this.code = code;
    this.problems = problems;
    this.headers = headers;
  }
}

/** The refusal of what needs the store while it cannot be reached. Clients may try again in half a minute. */
export const storeUnavailable = (): RequestError => new RequestError('store-unavailable', [], { 'Retry-After': '30' });

/** Code system of the codes of errors; `/fhir` has it. */
export const ERROR_SYSTEM = 'https://spine-coverage-cds.example/CodeSystem/error';

/** The OperationOutcome for an error: one issue for each problem, which names its element. */
export function operationOutcome(code: ErrorCode, problems: readonly Problem[] = []): OperationOutcome {
  const { issue, text } = ERRORS[code];
  const issueOf = (words: string) => ({
    severity: 'error' as const,
    code: issue,
    details: { coding: [{ system: ERROR_SYSTEM, code }] as const, text: words },
  });
  return {
    resourceType: 'OperationOutcome',
    issue:
      problems.length === 0
        ? [issueOf(text)]
        : problems.map((problem) => ({
            ...issueOf(`${problem.element} ${problem.text}`),
            expression: [problem.element],
          })),
  };
}
