import type { ErrorObject } from 'ajv';
import { asObject, listOf } from '../json.ts';
import { didYouMean } from './did-you-mean.ts';

/** A fault of form: the element, as `detail[2].when`, and what is wrong with it. Empty for the whole. */
interface FormFault {
  readonly element: string;
  readonly reason: string;
}

const QUOTES = ': one that begins with { stands in quotes, all of it';

const VALUE_KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with members',
  null: 'null',
};

/** A JSON pointer as an element: `/detail/2/when` as `detail[2].when`. */
export function elementOf(pointer: string): string {
  return pointer
    .slice(1)
    .replaceAll(/(^|\/)(\d+)(?=\/|$)/g, '[$2]')
    .replaceAll('/', '.')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}

const memberOf = (pointer: string, member: string) =>
  [elementOf(pointer), member].filter((part) => part !== '').join('.');
const either = (words: readonly string[]) => words.join(', ').replace(/, ([^,]*)$/, ' or $1');
const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** The names of the members that a schema has. */
const membersOf = ({ parentSchema }: ErrorObject) =>
  Object.keys(asObject(asObject(parentSchema)?.['properties']) ?? {});

const isNested = (value: unknown) => typeof value === 'object' && value !== null;

/** True for an error of the kind of value; a list, too, is none of the words of an enum. */
const isOfKind = ({ keyword, data }: ErrorObject) =>
  keyword === 'type' || keyword === 'const' || (keyword === 'enum' && isNested(data));

const formIn = ({ parentSchema }: ErrorObject) => asObject(parentSchema)?.['title'];

function enumReason({ params, data }: ErrorObject): string {
  const allowed = (params['allowedValues'] as readonly unknown[]).map(String);
  if (isNested(data)) return `must be ${either(allowed)}`;
  // YAML reads 2.1 as a number, and 2.0 as 2.
  if (typeof data === 'number' && allowed.some((each) => Number(each) === data))
    return `must be ${either(allowed)}, as a text in quotes`;
  return `must be ${either(allowed)}, not ${written(data)}${didYouMean(String(data), allowed)}`;
}

function patternReason(error: ErrorObject): string {
  const { params, data } = error;
  const form = formIn(error);
  if (data === '') return 'must not be empty';
  if (form !== undefined) return `must be ${String(form)}, not ${written(data)}`;
  return params['pattern'] === '^\\S+$'
    ? 'must not hold spaces'
    : `${written(data)} does not fit ${String(params['pattern'])}`;
}

/** The reasons in words, by the keyword of JSON Schema that is not met. */
const REASONS: Readonly<Record<string, (error: ErrorObject) => string>> = {
  enum: enumReason,
  const: ({ params }) => `must be ${written(params['allowedValue'])}`,
  type: ({ params }) =>
    `must be ${either([params['type']].flat().map((type) => VALUE_KINDS[String(type)] ?? String(type)))}`,
  pattern: patternReason,
  format: (error) => `must be ${String(formIn(error))}, not ${written(error.data)}`,
  uniqueItems: ({ params, data }) => `holds ${written(listOf(data)[Number(params['i'])])} twice`,
};

const COUNTED: Readonly<Record<string, string>> = {
  maxItems: 'items',
  maxLength: 'characters',
  maxProperties: 'members',
};

/** The limit of length that a value breaks, in words; undefined for an error of another kind. */
export function lengthReason({ keyword, params }: ErrorObject): string | undefined {
  const limit = Number(params['limit']);
  if (/^min(?:Items|Length|Properties)$/.test(keyword) && limit === 1) return 'must not be empty';
  const counted = COUNTED[keyword];
  return counted === undefined ? undefined : `must have at most ${limit} ${counted}`;
}

const reasonOf = (error: ErrorObject) =>
  lengthReason(error) ?? REASONS[error.keyword]?.(error) ?? error.message ?? 'has the wrong form';

/**
 * If a value may have several forms, each form reports its own errors. Only the form that the value comes nearest to counts: its
 * members are told rather than that another form is a text or a list.
 */
function withoutOtherForms(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf').map(({ instancePath }) => instancePath);
  return errors.filter((error) => {
    if (error.keyword === 'anyOf' || error.keyword === 'if') return false;
    if (!isOfKind(error) || !unions.includes(error.instancePath)) return true;
    return !errors.some(
      (other) =>
        !/^(?:anyOf|if)$/.test(other.keyword) &&
        (other.instancePath.startsWith(`${error.instancePath}/`) ||
          (!isOfKind(other) && other.instancePath === error.instancePath)),
    );
  });
}

/** `{order}` at the beginning of a text of YAML is a map with a member without a value. */
const lacksQuotes = ({ params, data }: ErrorObject) =>
  [params['type']].flat().includes('string') &&
  Object.values(asObject(data) ?? { some: data }).every((one) => one === null);

/** The way by which a value of YAML becomes the text that was meant. */
function quotesHint(errors: readonly ErrorObject[]): string {
  if (errors.some(lacksQuotes)) return QUOTES;
  const isNumber = errors.some(
    ({ params, data }) => [params['type']].flat().includes('string') && typeof data === 'number',
  );
  return isNumber ? ': write the number in quotes' : '';
}

/** Several kinds that a value might have had, as one fault. */
function kindsTogether(errors: readonly ErrorObject[]): readonly FormFault[] {
  const byPath = Map.groupBy(errors, ({ instancePath }) => instancePath);
  return [...byPath].map(([path, theirs]) => ({
    element: elementOf(path),
    reason: `must be ${either([...new Set(theirs.map((error) => reasonOf(error).replace(/^must be /, '')))])}${quotesHint(theirs)}`,
  }));
}

/** A member too many and a member too few at one place are one misspelt member, if the names are near. */
function membersTogether(errors: readonly ErrorObject[]): readonly FormFault[] {
  const byPath = Map.groupBy(errors, ({ instancePath }) => instancePath);
  return [...byPath].flatMap(([path, theirs]) => {
    const missing = new Set(
      theirs.filter(({ keyword }) => keyword === 'required').map(({ params }) => String(params['missingProperty'])),
    );
    const unknown = theirs.filter(({ keyword }) => keyword === 'additionalProperties');
    const faults = unknown.map((error) => {
      const name = String(error.params['additionalProperty']);
      const meant = [...missing].find((each) => didYouMean(name, [each]) !== '');
      if (meant !== undefined) missing.delete(meant);
      const members = membersOf(error);
      const hint =
        meant === undefined
          ? didYouMean(name, members) || `: there may be ${either(members)}`
          : ` (did you mean ${meant}?)`;
      return { element: memberOf(path, name), reason: `${name} is unknown here${hint}` };
    });
    return [...faults, ...[...missing].map((name) => ({ element: memberOf(path, name), reason: 'is required' }))];
  });
}

/** Converts ajv's errors to faults in words, one for each mistake. The validator must be compiled with `verbose`. */
export function formFaults(errors: readonly ErrorObject[]): readonly FormFault[] {
  // Behind such a map YAML reads the rest of the line as a member without a name.
  const isRest = ({ keyword, params }: ErrorObject) =>
    keyword === 'additionalProperties' && params['additionalProperty'] === '';
  const all = withoutOtherForms(errors);
  const telling = all.some(lacksQuotes) ? all.filter((error) => !isRest(error)) : all;
  const isMember = ({ keyword }: ErrorObject) => keyword === 'required' || keyword === 'additionalProperties';
  const others = telling.filter((error) => !isMember(error) && !isOfKind(error));
  return [
    ...membersTogether(telling.filter(isMember)),
    ...kindsTogether(telling.filter(isOfKind)),
    ...others.map((error) => ({ element: elementOf(error.instancePath), reason: reasonOf(error) })),
  ];
}
