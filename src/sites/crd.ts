import { CRD_VERSIONS } from '../hooks/crd-request.ts';
import * as Type from '../shape.ts';
import type { CrdClient, SpokenPayer } from './site.ts';

const strict = { additionalProperties: false } as const;
const some = { minItems: 1, uniqueItems: true } as const;
const text = Type.string({ minLength: 1 });

/** The `crd` member of a site file. sites/crd-example.yaml.sample says what each member means. */
export const CrdShape = Type.object(
  {
    payers: Type.array(
      Type.object(
        {
          id: Type.string({ pattern: '^[A-Za-z0-9.-]{1,64}$' }),
          label: text,
          identifiers: Type.optional(Type.array(Type.object({ system: text, value: text }, strict), some)),
          references: Type.optional(Type.array(Type.string({ pattern: '^Organization/\\S+$' }), some)),
          names: Type.optional(Type.array(text, some)),
          members: Type.optional(Type.array(text, some)),
        },
        strict,
      ),
      { minItems: 1 },
    ),
    versions: Type.optional(Type.array(Type.oneOf(CRD_VERSIONS), some)),
    deadline: Type.optional(Type.integer({ minimum: 1, maximum: 10_000 })),
  },
  strict,
);
type CrdFile = Type.Accepted<typeof CrdShape>;

/** Milliseconds. An EHR waits five seconds for nine answers of ten (CRD 2.2 found-2). */
const DEADLINE = 3000;

/** Members by their ids; one that ends with `*` stands for all that begin so. */
function memberListOf(members: readonly string[]): (id: string) => boolean {
  const ids = new Set(members.filter((member) => !member.endsWith('*')));
  const beginnings = members.filter((member) => member.endsWith('*')).map((member) => member.slice(0, -1));
  return (id) => ids.has(id) || beginnings.some((beginning) => id.startsWith(beginning));
}

function compilePayer({ id, label, ...file }: CrdFile['payers'][number]): SpokenPayer {
  const { identifiers = [], references = [], names = [], members } = file;
  return { id, label, identifiers, references, names, isMember: members && memberListOf(members) };
}

/** The CRD client of a checked `crd` member, with the defaults for what it leaves out. */
export function compileCrd({ payers, versions, deadline = DEADLINE }: CrdFile): CrdClient {
  return { payers: payers.map(compilePayer), versions: versions ?? CRD_VERSIONS, deadline };
}
