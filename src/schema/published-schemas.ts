import { Partial, type TSchema } from 'typebox';
import { AdoptionShape } from '../policies/adoption-shape.ts';
import { CardTemplateShape } from '../policies/card-template.ts';
import { CasesShape } from '../policies/case.ts';
import {
  CodeSystemShape,
  InsurancePlanShape,
  LibraryShape,
  NamingSystemShape,
  OrganizationShape,
  PlanDefinitionShape,
  ValueSetShape,
} from '../policies/resource-shapes.ts';
import { QuestionnaireShape } from '../questionnaires/questionnaire-shape.ts';
import { SettingsShape } from '../setting-shapes.ts';
import { SiteShape } from '../sites/shape.ts';

const DIALECT = 'http://json-schema.org/draft-07/schema#';

const SCHEMAS: Readonly<Record<string, readonly [title: string, schema: TSchema]>> = {
  site: ['A site file: sites/<id>.yaml', SiteShape],
  settings: ['The settings: variables of the environment, numbers as digits', Partial(SettingsShape)],
  card: ['A card: cards/<policy>/<action>.yaml', CardTemplateShape],
  adoption: ['What a payer adopted: adoptions/<payer>/<policy>.yaml', AdoptionShape],
  cases: ['The cases of a policy: test/policies/<policy>.yaml', CasesShape],
  'plan-definition': ['A policy: fhir-resources/policies/<policy>/plan-definition.json', PlanDefinitionShape],
  'value-set': ['A set of codes: codes-*.json', ValueSetShape],
  'code-system': ['Names, or words of the language: names.json', CodeSystemShape],
  library: ['Expressions that several policies share: fhir-resources/libraries/', LibraryShape],
  'naming-system': ['A code system and its names: fhir-resources/terminology/', NamingSystemShape],
  organization: ['A payer: fhir-resources/payers/', OrganizationShape],
  questionnaire: ['A form: fhir-resources/policies/<policy>/questionnaire-*.json', QuestionnaireShape],
  'insurance-plan': ['A programme: fhir-resources/payers/', InsurancePlanShape],
};

/** The JSON Schemas in schemas/, for editors: text by file name. They are the schemas that the program checks files with. */
export function publishedSchemas(): ReadonlyMap<string, string> {
  const files = Object.entries(SCHEMAS).map(([name, [title, schema]]) => {
    const text = JSON.stringify({ $schema: DIALECT, title, ...schema }, undefined, 2);
    return [`${name}.json`, `${text}\n`] as const;
  });
  return new Map(files);
}
