import { type CodeSystemSource, foldSystem, type Overlap } from '../matching/code-systems.ts';
import { BILLED, CODE_FORM, CODES_NEST, CODES_OF } from './extensions.ts';
import type { FaultList } from './fault.ts';
import type { NamingSystem } from './resource-shapes.ts';

function patternOf(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    return undefined;
  }
}

function formOf(file: string, resource: NamingSystem, faults: FaultList): RegExp | undefined {
  const source = resource.extension?.find(({ url }) => url === CODE_FORM)?.valueString;
  if (source === undefined) return undefined;
  const form = patternOf(source);
  if (!form) faults.add(file, 'NamingSystem.extension', `${source} is no regular expression`);
  return form;
}

function overlapsOf(file: string, resource: NamingSystem, faults: FaultList): readonly Overlap[] {
  return [...(resource.extension ?? []).entries()].flatMap(([at, { url, extension }]) => {
    if (url !== CODES_OF) return [];
    const codes = patternOf(extension?.find((part) => part.url === 'codes')?.valueString ?? '[');
    const system = extension?.find((part) => part.url === 'system')?.valueUri;
    if (codes && system) return [{ codes, system }];
    faults.add(file, `NamingSystem.extension[${at}]`, 'needs the parts "codes", a regular expression, and "system"');
    return [];
  });
}

function sourceOf(file: string, resource: NamingSystem, canonical: string, faults: FaultList): CodeSystemSource {
  const isMarked = (mark: string) =>
    resource.extension?.some(({ url, valueBoolean }) => url === mark && valueBoolean === true) ?? false;
  return {
    canonical,
    aliases: resource.uniqueId.map(({ value }) => value),
    overlaps: overlapsOf(file, resource, faults),
    form: formOf(file, resource, faults),
    codesNest: isMarked(CODES_NEST),
    isBilled: isMarked(BILLED),
  };
}

/** Reads the code systems from NamingSystem resources; every alias may belong to one system only. */
export function readNamingSystems(
  resources: ReadonlyMap<string, NamingSystem>,
  faults: FaultList,
): readonly CodeSystemSource[] {
  const owners = new Map<string, string>();
  return [...resources].flatMap(([file, resource]) => {
    const canonical = resource.uniqueId.find(({ preferred }) => preferred)?.value;
    if (!canonical) {
      faults.add(file, 'NamingSystem.uniqueId', 'no identifier is marked as preferred');
      return [];
    }
    for (const [at, { value }] of resource.uniqueId.entries()) {
      const owner: string = owners.get(foldSystem(value)) ?? canonical;
      if (owner !== canonical) faults.add(file, `NamingSystem.uniqueId[${at}]`, `${value} already names ${owner}`);
      owners.set(foldSystem(value), canonical);
    }
    return [sourceOf(file, resource, canonical, faults)];
  });
}
