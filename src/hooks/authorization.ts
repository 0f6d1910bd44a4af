import { RequestError } from '../errors.ts';
import { asObject, asText, type JsonObject } from '../json.ts';

/** Access to the client's FHIR server, as the client granted it (CDS Hooks §FHIR Resource Access). */
export type Authorization =
  | { readonly state: 'usable'; readonly token: string; readonly scope: string }
  /** Sent, but of no use; `element` says what is wrong with it. */
  | { readonly state: 'unusable'; readonly element: string }
  | { readonly state: 'none' };

/** Visible ASCII only: the token goes into a header. */
const TOKEN = /^[\x21-\x7e]+$/;

/** An id without the type before it: some clients send `Patient/123` where the hook asks for the bare id. */
function bareId(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function refuse(element: string, text: string, code: 'invalid-request' | 'wrong-patient' = 'invalid-request'): never {
  throw new RequestError(code, [{ element: `fhirAuthorization.${element}`, text }]);
}

/** No token has longer scopes. */
const LONGEST_SCOPE = 20_000;

/** The member that makes an authorization useless; undefined if it can be used. */
function faultIn({ access_token, token_type, expires_in, scope, subject, patient }: JsonObject): string | undefined {
  if (typeof access_token !== 'string' || !TOKEN.test(access_token)) return 'access_token';
  // OAuth compares the type without case (RFC 6749 §5.1), and servers write it either way.
  if (asText(token_type)?.toLowerCase() !== 'bearer') return 'token_type';
  // Seconds to live: a token without any has expired.
  if (!Number.isInteger(expires_in) || Number(expires_in) <= 0) return 'expires_in';
  if (typeof scope !== 'string' || scope.length > LONGEST_SCOPE) return 'scope';
  if (asText(subject) === undefined) return 'subject';
  return patient === undefined || patient === null || typeof patient === 'string' ? undefined : 'patient';
}

/**
 * Reads `fhirAuthorization`. Whatever cannot be used as it stands is no token, and the call is answered from what was sent
 * along. Throws RequestError `invalid-request` for a token that holds a line break, and `wrong-patient` if it is for another
 * patient than the call.
 */
export function readAuthorization(value: unknown, fhirServer: unknown, patientId: string): Authorization {
  if (value === undefined || value === null) return { state: 'none' };
  const authorization = asObject(value);
  if (!authorization) return { state: 'unusable', element: 'fhirAuthorization' };
  const { access_token: token, scope, patient } = authorization;
  if (typeof token === 'string' && /[\r\n]/.test(token)) refuse('access_token', 'must not hold a line break');
  const bare = bareId(asText(patient) ?? patientId);
  if (bare !== patientId) refuse('patient', 'differs from context.patientId', 'wrong-patient');
  const fault = faultIn(authorization);
  if (fault !== undefined) return { state: 'unusable', element: `fhirAuthorization.${fault}` };
  if (asText(fhirServer) === undefined) return { state: 'unusable', element: 'fhirServer' };
  return { state: 'usable', token: String(token), scope: String(scope) };
}
