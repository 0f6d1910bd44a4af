import type { ErrorObject } from 'ajv';
import type { Problem } from '../errors.ts';
import { asObject } from '../json.ts';
import { elementOf, lengthReason } from '../schema/form-faults.ts';

const joined = (...parts: readonly string[]) => parts.filter((part) => part !== '').join('.');

function problemOf(error: ErrorObject, within: string): Problem {
  const { instancePath, keyword, params, message, parentSchema } = error;
  const path = joined(within, elementOf(instancePath));
  if (keyword === 'required') return { element: joined(path, String(params['missingProperty'])), text: 'is required' };
  const element = path === '' ? 'body' : path;
  if (keyword === 'enum') return { element, text: `must be ${[params['allowedValues']].flat().join(' or ')}` };
  if (keyword === 'const') return { element, text: `must be ${String(params['allowedValue'])}` };
  const form = asObject(parentSchema)?.['title'];
  if (keyword === 'pattern' && form !== undefined) return { element, text: `must be ${String(form)}` };
  return { element, text: lengthReason(error) ?? message ?? 'has the wrong form' };
}

/**
 * Converts the errors of a schema to problems, one an element, with paths such as `context.patientId`; `within` is the path of
 * the checked value, if that is not the whole body. Names members and lengths of the shape, never a value of the request.
 */
export function problemsOf(errors: readonly ErrorObject[], within = ''): readonly Problem[] {
  // A wrong optional member fails against the member's form and against null: the second says nothing. Nor does an `if`.
  const telling = errors.filter(({ keyword, params }) => !/^(?:anyOf|if)$/.test(keyword) && params['type'] !== 'null');
  const problems = (telling.length > 0 ? telling : errors).map((error) => problemOf(error, within));
  return [...new Map(problems.map((problem) => [problem.element, problem])).values()];
}
