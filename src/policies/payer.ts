import type { KnownCode, Systems } from '../matching/code-systems.ts';
import { compilePhrase, type Phrase } from '../matching/phrase.ts';
import { fold } from '../matching/tokenize.ts';
import type { FaultList } from './fault.ts';
import type { InsurancePlan, Organization } from './resource-schema.ts';

/** A payer or programme, and how a Coverage is recognised as its own. */
export interface Payer {
  /** Identifies the payer in policies: `%payer = '…'`. */
  readonly id: string;
  /** A programme (Medicare, workers' compensation) decides before the company that runs it. */
  readonly programme: boolean;
  readonly types: readonly KnownCode[];
  readonly phrases: readonly Phrase[];
  /** The whole payor name, folded. */
  readonly exactly: string;
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
}

function phrases(aliases: readonly string[], file: string, element: string, faults: FaultList): readonly Phrase[] {
  return aliases.flatMap((alias, at) => {
    const phrase = compilePhrase(alias);
    if (!phrase) faults.add(file, `${element}[${at}]`, `"${alias}" is no phrase`);
    return phrase ? [phrase] : [];
  });
}

/** Reads a payer: an InsurancePlan is a programme, an Organization a company. */
export function compilePayer(
  resource: InsurancePlan | Organization,
  file: string,
  systems: Systems,
  faults: FaultList,
): Payer {
  const common = {
    id: resource.id,
    exactly: fold(resource.name),
    phrases: phrases(resource.alias ?? [], file, `${resource.resourceType}.alias`, faults),
  };
  if (resource.resourceType === 'Organization')
    return { ...common, programme: false, types: [], identifiers: resource.identifier ?? [] };
  const types = (resource.type ?? []).flatMap(({ coding = [] }, at) =>
    coding.flatMap(({ system, code = '' }) => {
      const known = systems.resolve(system, code);
      if (!known) faults.add(file, `InsurancePlan.type[${at}]`, `${system ?? 'no system'} is not a known code system`);
      return known ?? [];
    }),
  );
  return { ...common, programme: true, types, identifiers: [] };
}
