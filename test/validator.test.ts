import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { envelopeOf, orderContext } from '../src/hooks/envelope.ts';
import * as feedback from '../src/hooks/feedback-schema.ts';
import { asObject } from '../src/json.ts';
import { CardTemplateShape } from '../src/policies/card-template.ts';
import * as knowledge from '../src/policies/resource-schema.ts';
import { object, type Shape } from '../src/shape.ts';
import { SiteShape } from '../src/sites/shape.ts';
import { validatorOf } from '../src/validator.ts';
import { PROJECT } from './support/server.ts';

const { PRIORITIES: _, ...resources } = knowledge;
const SHAPES: Readonly<Record<string, Shape>> = {
  ...resources,
  ...feedback,
  Request: envelopeOf(object(orderContext)),
  CardTemplateShape,
  SiteShape,
};

/** What the project's own files of a folder hold. */
const filesIn = (folder: string): readonly unknown[] =>
  readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:json|yaml|sample)$/.test(name))
    .map((name) => parse(readFileSync(join(PROJECT, folder, name), 'utf8')));

/** The value with one thing wrong: each member in turn left out, of another kind, or beside one that nobody knows. */
function* spoilt(value: unknown): Generator<unknown> {
  yield 7;
  if (Array.isArray(value)) {
    yield [];
    yield [...value, ...value];
    for (const each of spoilt(value[0])) yield [each, ...value.slice(1)];
    return;
  }
  const object = asObject(value);
  if (!object) return;
  yield { ...object, unknown: true };
  for (const [name, member] of Object.entries(object)) {
    yield Object.fromEntries(Object.entries(object).filter(([other]) => other !== name));
    for (const each of spoilt(member)) yield { ...object, [name]: each };
  }
}

const GIVEN = ['fhir-resources', 'cards', 'sites'].flatMap(filesIn);
const EXAMPLES = [...GIVEN, ...GIVEN.flatMap((value) => [...spoilt(value)])];

/** All there is to an error but the path within the schema, which nobody sees. */
const told = (errors: readonly ErrorObject[] | null | undefined) =>
  (errors ?? []).map(({ schemaPath: _path, ...error }) => error);

describe('a shape', () => {
  it.each(Object.entries(SHAPES))('is JSON Schema: %s', (_name, shape) => {
    const ajv = new Ajv();
    expect(ajv.validateSchema(shape), ajv.errorsText()).toBe(true);
  });

  it.each(Object.entries(SHAPES))('accepts what the library makes of it, in the same words: %s', (_name, shape) => {
    for (const allErrors of [true, false]) {
      const byLibrary = new Ajv({ allErrors, strictTypes: false }).compile(shape);
      const ours = validatorOf(shape, { allErrors });
      const differing = EXAMPLES.filter(
        (value) =>
          ours(value) !== byLibrary(value) ||
          JSON.stringify(told(ours.errors)) !== JSON.stringify(told(byLibrary.errors)),
      );
      expect(differing).toEqual([]);
    }
  });
});
