import { RequestError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { PublishedResource } from './published.ts';
import type { SearchParameter, Token } from './search-parameters.ts';

/** Parameters of the answer, not of the resources. `_offset` is this server's own, for the next page. */
const RESULT_PARAMETERS = ['_count', '_offset', '_format', '_pretty'];

type Matches<T> = (value: T) => boolean;

/** A search as it was understood. */
interface Search {
  readonly criteria: readonly Matches<JsonObject>[];
  /** The parameters that are acted upon, for the link `self`. */
  readonly used: readonly (readonly [name: string, value: string])[];
  /** Names of the parameters that are not. */
  readonly ignored: readonly string[];
  /** Most matches on a page; undefined for all. */
  readonly count: number | undefined;
  readonly offset: number;
}

/** The name of a parameter as it stands in an OperationOutcome (FHIR R4 OperationOutcome.issue.expression); none that is odd. */
const placeOf = (key: string) => `http.${/^[\w:.-]{1,64}$/.test(key) ? key : '?'}`;
const invalid = (key: string, text: string) => new RequestError('invalid-search', [{ element: placeOf(key), text }]);

/** Splits at a sign that no backslash stands before (FHIR R4 §3.1.1.4.0.1). */
const splitAt = (sign: ',' | '|', text: string) => text.split(new RegExp(`(?<!\\\\)\\${sign}`));
const unescaped = (text: string) => text.replaceAll(/\\([\\,|$])/g, '$1');
/** Folds case and accents, which a search passes over (FHIR R4 §Search, string). */
const folded = (text: string) =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase();

const beginsWith = (text: string): Matches<string> => {
  const wanted = folded(text);
  return (value) => folded(value).startsWith(wanted);
};
const contains = (text: string): Matches<string> => {
  const wanted = folded(text);
  return (value) => folded(value).includes(wanted);
};
const is =
  (wanted: string): Matches<string> =>
  (value) =>
    value === wanted;

/** Comparisons of texts by modifier. */
const TEXT_MATCHERS = new Map([
  ['', beginsWith],
  ['contains', contains],
  ['exact', is],
]);

/** `code`, `system|code`, `|code` for one without a system, or `system|` for any code of it. */
function tokenMatcher(text: string): Matches<Token> {
  const [first = '', second] = splitAt('|', text).map(unescaped);
  if (second === undefined) return ({ code }) => code === first;
  const system = first === '' ? undefined : first;
  return (token) => token.system === system && (second === '' || token.code === second);
}

const anyOf = <T>(values: readonly T[], matchers: readonly Matches<T>[]) =>
  values.some((value) => matchers.some((matches) => matches(value)));

/** True for a resource with one of the values, which stand between commas. Throws RequestError `invalid-search`. */
function criterionOf(parameter: SearchParameter, modifier: string, text: string): Matches<JsonObject> {
  const { name, type } = parameter;
  const alternatives = splitAt(',', text).filter((value) => value !== '');
  const textMatcher = type === 'string' ? TEXT_MATCHERS.get(modifier) : is;
  if (!textMatcher || (type !== 'string' && modifier !== ''))
    throw invalid(`${name}:${modifier}`, 'is a modifier that is not supported');
  if (type === 'token') {
    const matchers = alternatives.map(tokenMatcher);
    return (resource) => anyOf(parameter.valuesOf(resource), matchers);
  }
  const matchers = alternatives.map((value) => textMatcher(unescaped(value)));
  return (resource) => anyOf(parameter.valuesOf(resource), matchers);
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^\d{1,15}$/.test(text)) throw invalid(name, 'must be a whole number');
  return Number(text);
}

/**
 * Reads a search (FHIR R4 §3.1.1). A parameter without a value is none; one that is not known is ignored, or refused if the
 * client wants it strict (`Prefer: handling=strict`). Throws RequestError `invalid-search`.
 */
export function readSearch(query: URLSearchParams, parameters: readonly SearchParameter[], isStrict: boolean): Search {
  const criteria: Matches<JsonObject>[] = [];
  const used: (readonly [string, string])[] = [];
  const ignored: string[] = [];
  for (const [key, text] of query) {
    const [name = '', modifier = ''] = key.split(':');
    const parameter = parameters.find((each) => each.name === name);
    if (text === '' || RESULT_PARAMETERS.includes(key)) continue;
    if (parameter) {
      criteria.push(criterionOf(parameter, modifier, text));
      used.push([key, text]);
    } else ignored.push(key);
  }
  if (isStrict && ignored.length > 0)
    throw new RequestError(
      'invalid-search',
      ignored.map((key) => ({ element: placeOf(key), text: 'is a search parameter that is not supported' })),
    );
  return { criteria, used, ignored, count: wholeNumber(query, '_count'), offset: wholeNumber(query, '_offset') ?? 0 };
}

/** Says in the searchset which parameters were not acted upon. Their names are the client's, and not repeated. */
const IGNORED = {
  search: { mode: 'outcome' },
  resource: {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'warning',
        code: 'not-supported',
        details: { text: 'Some search parameters are not supported and were ignored; the link self has the others.' },
      },
    ],
  },
};

/** Runs a search over the resources of a type. `base` is the address of the FHIR API, `type` that of the resources. */
export function runSearch(
  { criteria, used, ignored, count, offset }: Search,
  resources: Iterable<PublishedResource>,
  base: string,
  type: string,
): JsonObject {
  const found = [...resources]
    .filter(({ resource }) => criteria.every((matches) => matches(resource)))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const page = found.slice(offset, count === undefined ? undefined : offset + count);
  const link = (relation: string, start: number) => {
    const paging = { ...(count === undefined ? {} : { _count: count }), ...(start === 0 ? {} : { _offset: start }) };
    const query = new URLSearchParams([
      ...used.map(([name, text]) => [name, text]),
      ...Object.entries(paging).map(([name, value]) => [name, String(value)]),
    ]);
    return { relation, url: `${base}/${type}${query.size === 0 ? '' : `?${query}`}` };
  };
  const end = offset + page.length;
  const entries = [
    ...page.map(({ id, resource }) => ({ fullUrl: `${base}/${type}/${id}`, resource, search: { mode: 'match' } })),
    ...(ignored.length > 0 ? [IGNORED] : []),
  ];
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link: [link('self', offset), ...(page.length > 0 && end < found.length ? [link('next', end)] : [])],
    ...(entries.length > 0 ? { entry: entries } : {}),
  };
}
