import type { ErrorObject } from 'ajv';
import type { Problem } from '../errors.ts';
import { asObject } from '../json.ts';
import { elementOf } from '../schema/form-faults.ts';

const joined = (...parts: readonly string[]) => parts.filter((part) => part !== '').join('.');

/** The form that a value lacks, in words: of a pattern the title in its schema. */
function formOf({ keyword, params, parentSchema }: ErrorObject): string | undefined {
  const title = asObject(parentSchema)?.['title'];
  if (keyword === 'pattern' && title !== undefined) return `must be ${String(title)}`;
  if (/^min(?:Length|Items)$/.test(keyword) && params['limit'] === 1) return 'must not be empty';
  if (keyword === 'maxLength') return `must have at most ${String(params['limit'])} characters`;
  return undefined;
}

function problemOf(error: ErrorObject, within: string): Problem {
  const { instancePath, keyword, params, message } = error;
  const path = joined(within, elementOf(instancePath));
  if (keyword === 'required') return { element: joined(path, String(params['missingProperty'])), text: 'is required' };
  const element = path === '' ? 'body' : path;
  if (keyword === 'enum') return { element, text: `must be ${[params['allowedValues']].flat().join(' or ')}` };
  if (keyword === 'const') return { element, text: `must be ${String(params['allowedValue'])}` };
  return { element, text: formOf(error) ?? message ?? 'has the wrong form' };
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
