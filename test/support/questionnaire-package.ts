import supertest from 'supertest';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import type { Store } from '../../src/store/store.ts';
import { SIGN } from './call.ts';
import { TRACTION_RECORD } from './chart.ts';
import { coverageOf, crdCallOf, crdSite, TRACTION } from './crd.ts';
import { createMemoryStore } from './memory-store.ts';
import { startApp } from './server.ts';

export const PATH = '/fhir/Questionnaire/$questionnaire-package';
export const CANONICAL = `${TRACTION_RECORD.url}|${TRACTION_RECORD.version}`;
export const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/';

type App = ReturnType<typeof startApp>;
export const start = (store: Store = createMemoryStore()) => startApp({ sites: [crdSite()], store });

interface Signed {
  readonly order: JsonObject;
  readonly assertion: string;
}

/** Signs an order by CRD, and gives it as it came back, with the id of its assertion. */
export async function sign(app: App, version = '2.2', row = TRACTION): Promise<Signed> {
  const { body } = await supertest(app)
    .post(SIGN)
    .send(crdCallOf({ ...row, version }))
    .expect(200);
  const order = body.systemActions[0].resource as JsonObject;
  const [extension] = objectsIn(order['extension']);
  const id = objectsIn(extension?.['extension']).find(({ url }) => url === 'coverage-assertion-id');
  return { order, assertion: String(id?.['valueString']) };
}

export const coverage = (resource: JsonObject = coverageOf()) => ({ name: 'coverage', resource });
export const orderOf = (resource: JsonObject) => ({ name: 'order', resource });
export const context = (valueString: string) => ({ name: 'context', valueString });
export const form = (valueCanonical: string) => ({ name: 'questionnaire', valueCanonical });
export const ask = (app: App, parameter: readonly JsonObject[], rest: JsonObject = {}) =>
  supertest(app)
    .post(PATH)
    .set('Content-Type', 'application/fhir+json')
    .send({ resourceType: 'Parameters', ...rest, parameter });

interface Package {
  readonly names: readonly string[];
  readonly bundles: readonly JsonObject[];
  readonly drafts: readonly JsonObject[];
  /** `severity code: text element` of each issue. */
  readonly issues: readonly string[];
}
export function read({ parameter }: { parameter: { name: string; resource: JsonObject }[] }): Package {
  const bundles = parameter.map(({ resource }) => resource).filter(({ resourceType }) => resourceType === 'Bundle');
  const outcome = parameter.find(({ resource }) => resource['resourceType'] === 'OperationOutcome')?.resource;
  return {
    names: parameter.map(({ name }) => name),
    bundles,
    drafts: bundles.map((bundle) => asObject(objectsIn(bundle['entry'])[1]?.['resource']) ?? {}),
    issues: objectsIn(outcome?.['issue'] ?? []).map(({ severity, code, details, expression = [] }) =>
      [`${severity} ${code}:`, asObject(details)?.['text'], ...(expression as string[])].join(' '),
    ),
  };
}
export const packageOf = async (...asked: Parameters<typeof ask>) => read((await ask(...asked).expect(200)).body);

/** References and codes of a draft's extensions, by the last part of their addresses. */
export function extensionsOf(draft: JsonObject): readonly string[] {
  return objectsIn(draft['extension']).map(({ url, valueReference, valueCodeableConcept }) => {
    const [coding] = objectsIn(asObject(valueCodeableConcept)?.['coding']);
    const value = asObject(valueReference)?.['reference'] ?? (coding && `${coding['system']}#${coding['code']}`) ?? '';
    return `${String(url).split('/').at(-1)} ${value}`.trim();
  });
}
