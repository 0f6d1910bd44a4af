import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Static, TSchema } from 'typebox';
import { isDay, isDayOrInstant } from '../calendar.ts';

/*
 * Options that only cost start-up time are off: tests check that each schema is JSON Schema, and V8 makes the
 * code as fast as the library's own way of shortening it would.
 */
const OPTIONS = {
  strictTypes: false,
  validateSchema: false,
  meta: false,
  inlineRefs: false,
  code: { optimize: false },
  formats: {
    date: isDay,
    'date-or-instant': isDayOrInstant,
    url: URL.canParse,
    'url-list': (text: string) => text.split(',').every((item) => URL.canParse(item)),
  },
} as const;
const COMPILERS = { first: new Ajv(OPTIONS), all: new Ajv({ ...OPTIONS, allErrors: true, verbose: true }) };

/** Tells whether a value has the form of a schema; `errors` tells what is wrong with the last value it refused. */
export interface Validator<T> {
  (value: unknown): value is T;
  errors: readonly ErrorObject[];
}

/**
 * A check of a schema that is compiled when it is first needed, so that a start pays for what it reads only. It stops at the
 * first fault unless all are wanted; then each error also carries the schema it is of (ajv `verbose`).
 */
export function validatorOf<S extends TSchema>(
  schema: S,
  { allErrors = false }: { readonly allErrors?: boolean } = {},
): Validator<Static<S>> {
  let compiled: ValidateFunction | undefined;
  const validate = (value: unknown): value is Static<S> => {
    compiled ??= COMPILERS[allErrors ? 'all' : 'first'].compile(schema);
    const isValid = compiled(value);
    validator.errors = compiled.errors ?? [];
    return isValid === true;
  };
  const validator: Validator<Static<S>> = Object.assign(validate, { errors: [] });
  return validator;
}
