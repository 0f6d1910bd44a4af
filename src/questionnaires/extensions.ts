import { VARIABLE } from '../policies/extensions.ts';

const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-';
const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/';
const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** Questionnaire: a resource that the client has at hand, and the name by which expressions use it (SDC §launchContext). */
export const LAUNCH_CONTEXT = `${SDC}launchContext`;
/** Questionnaire: who fills it in (DTR 2.2). */
export const QUESTIONNAIRE_AUDIENCE = `${DTR}questionnaireAudience`;
/** Questionnaire: how long that takes (DTR 2.2). */
export const COMPLETION_TIME = `${DTR}estimated-completion-time`;
/** Questionnaire: to be filled in anew for each order (DTR 2.2). */
const REQUEST_SPECIFIC = `${DTR}request-specific`;
/** Item: the answer to begin with (SDC §initialExpression). */
export const INITIAL_EXPRESSION = `${SDC}initialExpression`;
/** Item: a unit that a quantity may have. */
export const UNIT_OPTION = `${CORE}questionnaire-unitOption`;
/** Item: least and greatest number. */
const MIN_VALUE = `${CORE}minValue`;
const MAX_VALUE = `${CORE}maxValue`;

/** Extensions that a questionnaire may have, and the member that holds the value of each. */
export const OF_QUESTIONNAIRE: Readonly<Record<string, readonly string[]>> = {
  [LAUNCH_CONTEXT]: ['extension'],
  // A named expression, or a search whose Bundle has this name.
  [VARIABLE]: ['valueExpression'],
  [QUESTIONNAIRE_AUDIENCE]: ['valueCode'],
  [COMPLETION_TIME]: ['extension'],
  [REQUEST_SPECIFIC]: ['valueBoolean'],
};

/** Extensions that an item may have. */
export const OF_ITEM: Readonly<Record<string, readonly string[]>> = {
  [INITIAL_EXPRESSION]: ['valueExpression'],
  [UNIT_OPTION]: ['valueCoding'],
  [MIN_VALUE]: ['valueInteger', 'valueDecimal'],
  [MAX_VALUE]: ['valueInteger', 'valueDecimal'],
};
