import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { RequestError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import type { JsonObject } from '../json.ts';
import type { PublishedResource } from './published.ts';

const JSON_TYPES = ['application/fhir+json', 'application/fhir+json; fhirVersion=4.0', 'application/json', 'text/json'];
/** Of `_format`, which is stronger than Accept (FHIR R4 §3.1.0.1.11). */
const FORMATS = ['json', ...JSON_TYPES];
/** For people, in a browser: they get JSON all the same, with line breaks. */
const PEOPLE = 'text/html';

/** A query parameter that stands once. A `+` in it may have come unencoded, and so as a space. */
function single({ query }: Request, name: string): string | undefined {
  const value = query[name];
  return typeof value === 'string' ? value.replaceAll(/ (?=json|xml)/g, '+') : undefined;
}

/** Throws RequestError `not-acceptable` unless the client takes JSON in R4. */
export function demandJson(request: Request): void {
  const format = single(request, '_format');
  const isAccepted = format === undefined ? request.accepts([...JSON_TYPES, PEOPLE]) : FORMATS.includes(format);
  if (isAccepted === false) throw new RequestError('not-acceptable');
}

const prefersPretty = (request: Request) =>
  (single(request, '_pretty') ?? String(request.accepts([...JSON_TYPES, PEOPLE]) === PEOPLE)) === 'true';

/**
 * A resource as an answer. Caches may keep it, and must ask each time whether it is still the same: the answer to that is 304
 * (FHIR R4 §3.1.0.1.3). `version` is that of a single resource; a searchset has only its content to be told by.
 */
export function resourceAnswer(
  request: Request,
  response: Response,
  resource: JsonObject,
  version?: Pick<PublishedResource, 'versionId' | 'modified'>,
): Answer {
  const body = JSON.stringify(resource, undefined, prefersPretty(request) ? 2 : undefined);
  const tag = version?.versionId ?? createHash('sha256').update(body).digest('hex').slice(0, 16);
  const modified = version && { 'Last-Modified': new Date(version.modified).toUTCString() };
  const headers = { 'Cache-Control': 'no-cache', ETag: `W/"${tag}"`, ...modified };
  // On the response, too: `fresh` compares the request with these.
  response.set(headers);
  const status = request.fresh ? 304 : 200;
  return { status, type: 'application/fhir+json; charset=utf-8', body, headers };
}
