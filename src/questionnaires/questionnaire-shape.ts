import * as Type from 'typebox';
import { strict } from '../schema/members.ts';
import { day, fhirId, text, variableName } from '../schema/text-shapes.ts';

/*
 * The part of a FHIR R4 Questionnaire (DTR Standard Questionnaire 2.0.1 to 2.2) that every DTR client shows alike, as JSON Schema
 * and as type from one source. Strict on purpose: an element that some client passes over is a fault. check-items.ts and
 * check-expressions.ts hold the rules that a schema cannot say.
 */
const optional = Type.Optional(text);
const url = Type.String({
  pattern: '^https?://[^\\s|]+$',
  title: 'an address with http:// or https://, without a version',
});

const Coding = Type.Object({ system: url, code: text, display: text }, strict);

const Expression = Type.Object(
  {
    name: Type.Optional(variableName),
    description: optional,
    language: Type.Enum(['text/fhirpath', 'application/x-fhir-query']),
    expression: text,
  },
  strict,
);

const Part = Type.Object(
  {
    url: text,
    valueCode: optional,
    valueString: optional,
    valueCoding: Type.Optional(Type.Object({ system: Type.Optional(url), code: text, display: optional }, strict)),
  },
  strict,
);
const Extension = Type.Object(
  {
    url: text,
    valueBoolean: Type.Optional(Type.Boolean()),
    valueCode: optional,
    valueCoding: Type.Optional(Coding),
    valueInteger: Type.Optional(Type.Integer()),
    valueDecimal: Type.Optional(Type.Number()),
    valueExpression: Type.Optional(Expression),
    extension: Type.Optional(Type.Array(Part, { minItems: 1 })),
  },
  strict,
);
export type QuestionnaireExtension = Type.Static<typeof Extension>;
const extension = Type.Optional(Type.Array(Extension, { minItems: 1 }));

/** The kinds of items that every client shows, and answers of which every client sends back as they were. */
const ITEM_TYPES = [
  'group',
  'display',
  'boolean',
  'decimal',
  'integer',
  'date',
  'dateTime',
  'string',
  'text',
  'choice',
  'quantity',
] as const;

const EnableWhen = Type.Object(
  {
    question: text,
    operator: Type.Enum(['exists', '=', '!=', '>', '<', '>=', '<=']),
    answerBoolean: Type.Optional(Type.Boolean()),
    answerDecimal: Type.Optional(Type.Number()),
    answerInteger: Type.Optional(Type.Integer()),
    answerDate: optional,
    answerDateTime: optional,
    answerTime: optional,
    answerString: optional,
    answerCoding: Type.Optional(Type.Object({ system: Type.Optional(url), code: text, display: optional }, strict)),
    answerQuantity: Type.Optional(
      Type.Object({ value: Type.Number(), unit: optional, system: optional, code: optional }),
    ),
  },
  strict,
);
export type EnableWhen = Type.Static<typeof EnableWhen>;

const AnswerOption = Type.Object(
  {
    valueCoding: Type.Optional(
      Type.Object({ system: Type.Optional(url), code: Type.Optional(text), display: optional }, strict),
    ),
    valueString: optional,
    valueInteger: Type.Optional(Type.Integer()),
    valueDate: optional,
  },
  strict,
);

const Item = Type.Cyclic(
  {
    QuestionnaireItem: Type.Object(
      {
        linkId: fhirId,
        prefix: optional,
        text,
        type: Type.Enum(ITEM_TYPES),
        enableWhen: Type.Optional(Type.Array(EnableWhen, { minItems: 1 })),
        enableBehavior: Type.Optional(Type.Enum(['all', 'any'])),
        required: Type.Optional(Type.Boolean()),
        repeats: Type.Optional(Type.Boolean()),
        readOnly: Type.Optional(Type.Boolean()),
        maxLength: Type.Optional(Type.Integer({ minimum: 1 })),
        answerOption: Type.Optional(Type.Array(AnswerOption, { minItems: 1 })),
        answerValueSet: optional,
        extension,
        item: Type.Optional(Type.Array(Type.Ref('QuestionnaireItem'), { minItems: 1 })),
      },
      strict,
    ),
  },
  'QuestionnaireItem',
);
export type QuestionnaireItem = Type.Static<typeof Item>;

/** A ValueSet whose codes stand in the form itself: no client has to ask a terminology server. */
const ContainedValueSet = Type.Object(
  {
    resourceType: Type.Literal('ValueSet'),
    id: fhirId,
    url: Type.Optional(url),
    version: optional,
    name: optional,
    title: optional,
    status: Type.Enum(['draft', 'active', 'retired']),
    expansion: Type.Optional(Type.Object({ timestamp: text, contains: Type.Array(Coding, { minItems: 1 }) }, strict)),
  },
  strict,
);

/** The form of a questionnaire file; docs/policies.md says what each element is for. */
export const QuestionnaireShape = Type.Object(
  {
    resourceType: Type.Literal('Questionnaire'),
    id: fhirId,
    /** The narrative: DTR 2.0.1 asks for one. */
    text: Type.Object({ status: Type.Enum(['generated', 'additional']), div: text }, strict),
    contained: Type.Optional(Type.Array(ContainedValueSet, { minItems: 1 })),
    extension: Type.Array(Extension, { minItems: 1 }),
    url,
    version: Type.String({ pattern: '^[^\\s|]+$', title: 'a version without spaces' }),
    name: Type.String({
      pattern: '^[A-Z][A-Za-z0-9_]{0,254}$',
      title: 'letters, digits and _, the first a capital letter',
    }),
    title: text,
    status: Type.Enum(['draft', 'active', 'retired']),
    subjectType: Type.Tuple([Type.Literal('Patient')]),
    date: day,
    publisher: text,
    description: text,
    purpose: optional,
    effectivePeriod: Type.Object({ start: day, end: Type.Optional(day) }, strict),
    item: Type.Array(Item, { minItems: 1 }),
  },
  strict,
);
export type Questionnaire = Type.Static<typeof QuestionnaireShape>;
