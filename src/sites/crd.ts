import * as Type from 'typebox';
import { CRD_VERSIONS } from '../hooks/crd-request.ts';
import { someDistinct, strict } from '../schema/members.ts';
import { fhirId, text } from '../schema/text-shapes.ts';
import type { CrdClient, MemberList, SpokenPayer } from './site.ts';

/** The `crd` member of a site file. sites/crd-example.yaml.sample says what each member means. */
export const CrdShape = Type.Object(
  {
    payers: Type.Array(
      Type.Object(
        {
          id: fhirId,
          label: text,
          identifiers: Type.Optional(Type.Array(Type.Object({ system: text, value: text }, strict), someDistinct)),
          references: Type.Optional(
            Type.Array(
              Type.String({ pattern: '^Organization/\\S+$', title: 'a reference, as Organization/<id>' }),
              someDistinct,
            ),
          ),
          names: Type.Optional(Type.Array(text, someDistinct)),
          members: Type.Optional(Type.Array(text, someDistinct)),
        },
        strict,
      ),
      { minItems: 1 },
    ),
    npi: Type.Optional(Type.String({ pattern: '^\\d{10}$', title: 'ten digits' })),
    versions: Type.Optional(Type.Array(Type.Enum(CRD_VERSIONS), someDistinct)),
    deadline: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  },
  strict,
);
type CrdFile = Type.Static<typeof CrdShape>;

/** Milliseconds. An EHR waits five seconds for nine answers of ten (CRD 2.2 found-2). */
const DEADLINE = 3000;

/** Members by their ids; one that ends with `*` stands for all that begin so. */
function memberListOf(written: readonly string[]): MemberList {
  const ids = new Set(written.filter((member) => !member.endsWith('*')));
  const beginnings = written.filter((member) => member.endsWith('*')).map((member) => member.slice(0, -1));
  return { written, has: (id) => ids.has(id) || beginnings.some((beginning) => id.startsWith(beginning)) };
}

function compileSpokenPayer({ id, label, ...file }: CrdFile['payers'][number]): SpokenPayer {
  const { identifiers = [], references = [], names = [], members } = file;
  return { id, label, identifiers, references, names, members: members && memberListOf(members) };
}

/** The CRD client of a checked `crd` member, with the defaults for what it leaves out. */
export function compileCrd({ payers, npi, versions, deadline = DEADLINE }: CrdFile): CrdClient {
  return { payers: payers.map(compileSpokenPayer), npi, versions: versions ?? CRD_VERSIONS, deadline };
}
