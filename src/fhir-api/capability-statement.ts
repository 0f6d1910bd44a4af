import packageFile from '../../package.json' with { type: 'json' };
import type { JsonObject } from '../json.ts';
import { SEARCH_PARAMETERS } from './search-parameters.ts';

/** The one operation (DTR): its answers depend on the client, which shows who it is. */
const OPERATIONS: Readonly<Record<string, readonly JsonObject[]>> = {
  Questionnaire: [
    {
      name: 'questionnaire-package',
      definition: 'http://hl7.org/fhir/us/davinci-dtr/OperationDefinition/questionnaire-package',
      documentation: 'For CRD clients, which show their token as when they call a CDS service.',
    },
  ],
};

/** Builds the CapabilityStatement of `/fhir` (FHIR R4). `date` is an instant: the last change of the knowledge. */
export function capabilityStatement(base: string, date: string): JsonObject {
  return {
    resourceType: 'CapabilityStatement',
    name: 'SpineCoverageKnowledge',
    title: 'The knowledge of spine-coverage-cds, read only',
    status: 'active',
    date,
    kind: 'instance',
    description: 'Coverage policies, and the codes, names, expressions and payers that they refer to.',
    software: { name: packageFile.name, version: packageFile.version },
    implementation: { description: packageFile.description, url: base },
    fhirVersion: '4.0.1',
    format: ['json', 'application/fhir+json'],
    rest: [
      {
        mode: 'server',
        documentation: 'Nobody is asked who reads. There is no resource of a patient here.',
        security: { cors: true },
        resource: Object.entries(SEARCH_PARAMETERS).map(([type, parameters]) => ({
          type,
          interaction: [{ code: 'read' }, { code: 'search-type' }],
          versioning: 'versioned',
          readHistory: false,
          conditionalRead: 'full-support',
          searchParam: parameters.map(({ name, definition, type: kind }) => ({ name, definition, type: kind })),
          ...(OPERATIONS[type] ? { operation: OPERATIONS[type] } : {}),
        })),
      },
    ],
  };
}
