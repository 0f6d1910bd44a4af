import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode, operationOutcome, RequestError } from '../src/errors.ts';
import { PROJECT } from './support/knowledge.ts';

const ISSUE_TYPES = [
  ...['invalid', 'structure', 'required', 'value', 'invariant', 'security', 'login', 'unknown', 'expired', 'forbidden'],
  ...['suppressed', 'processing', 'not-supported', 'duplicate', 'multiple-matches', 'not-found', 'deleted', 'too-long'],
  ...['code-invalid', 'extension', 'too-costly', 'business-rule', 'conflict', 'transient', 'lock-error', 'no-store'],
  ...['exception', 'timeout', 'incomplete', 'throttled', 'informational'],
];
const codes = Object.keys(ERRORS) as readonly ErrorCode[];

describe.each(codes)('the error %s', (code) => {
  const { status, issue, text } = ERRORS[code];

  it('has a status of a client or server error', () => {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
  });

  it('has an issue type of FHIR and a sentence', () => {
    expect(ISSUE_TYPES).toContain(issue);
    expect(text).toMatch(/^\S.+\.$/);
  });

  it('becomes an OperationOutcome with its code', () => {
    expect(operationOutcome(code)).toEqual({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: issue, details: { coding: [{ system: expect.any(String), code }], text } }],
    });
  });
});

describe('the list of errors', () => {
  it('is the list in docs/errors.md, with the same statuses', () => {
    const text = readFileSync(join(PROJECT, 'docs/errors.md'), 'utf8');
    const documented = [...text.matchAll(/^\| *`?([a-z0-9-]+)`? *\| *(\d{3}) *\| *\S.*\|$/gm)].map(
      ([, code, status]) => `${code} ${status}`,
    );
    expect(documented.toSorted()).toEqual(codes.map((code) => `${code} ${ERRORS[code].status}`).toSorted());
  });
});

describe('an outcome with problems', () => {
  it('has one issue for each, which names its element', () => {
    const problems = [
      { element: 'hook', text: 'is required' },
      { element: 'context.patientId', text: 'must be string' },
    ];
    const { issue } = operationOutcome('invalid-request', problems);
    expect(issue.map(({ expression }) => expression)).toEqual([['hook'], ['context.patientId']]);
    expect(issue.map(({ details }) => details.text)).toEqual(['hook is required', 'context.patientId must be string']);
  });

  it('comes from a request error, whose message is the safe text of its code', () => {
    const error = new RequestError('wrong-hook');
    expect(error).toMatchObject({ name: 'RequestError', code: 'wrong-hook', problems: [] });
    expect(error.message).toBe(ERRORS['wrong-hook'].text);
  });
});
