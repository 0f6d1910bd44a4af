import { CODES_NEST, CODES_OF } from './extensions.ts';
import type { FaultList } from './fault.ts';
import type { NamingSystem } from './shapes.ts';

/** A code as this server compares it: canonical system, folded code. */
export interface KnownCode {
  readonly system: string;
  readonly code: string;
}

interface Overlap {
  readonly codes: RegExp;
  readonly system: string;
}

interface SystemEntry {
  readonly canonical: string;
  /** Codes of another system that habitually arrive under this one, such as CPT under the HCPCS address. */
  readonly overlaps: readonly Overlap[];
}

/** The code systems this server knows, under all the names clients give them. */
export interface Systems {
  /** The code under its canonical system, or nothing if the system is unknown, local or not given. */
  resolve(system: string | undefined, code: string): KnownCode | undefined;
  isCanonical(system: string): boolean;
  /** True if a longer code of this system is a kind of the shorter one it begins with (ICD-10). */
  isHierarchical(system: string): boolean;
}

/** A code in comparable form: upper case, without dots, without what follows a separator (a modifier, as in `97012-GP`). */
export function foldCode(code: string): string {
  return (
    code
      .normalize('NFKC')
      .trim()
      .toUpperCase()
      .split(/[\s,:;/-]/)[0]
      ?.replaceAll('.', '') ?? ''
  );
}

function foldSystem(system: string): string {
  return system
    .trim()
    .toLowerCase()
    .replace(/^(?:https?:\/\/|urn:oid:)/, '')
    .replace(/\|.*$/, '')
    .replace(/\/+$/, '');
}

function patternOf(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    return undefined;
  }
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

/** Builds the table of code systems from NamingSystem resources; every alias may belong to one system only. */
export function createSystems(resources: ReadonlyMap<string, NamingSystem>, faults: FaultList): Systems {
  const byAlias = new Map<string, SystemEntry>();
  const hierarchical = new Set<string>();
  const canonicals = new Set<string>();
  for (const [file, resource] of resources) {
    const canonical = resource.uniqueId.find(({ preferred }) => preferred)?.value;
    if (!canonical) {
      faults.add(file, 'NamingSystem.uniqueId', 'no identifier is marked as preferred');
      continue;
    }
    canonicals.add(canonical);
    const entry: SystemEntry = { canonical, overlaps: overlapsOf(file, resource, faults) };
    for (const [at, { value }] of resource.uniqueId.entries()) {
      const alias = foldSystem(value);
      const other = byAlias.get(alias);
      if (other && other.canonical !== canonical)
        faults.add(file, `NamingSystem.uniqueId[${at}]`, `${value} already names ${other.canonical}`);
      byAlias.set(alias, entry);
    }
    if (resource.extension?.some(({ url, valueBoolean }) => url === CODES_NEST && valueBoolean))
      hierarchical.add(canonical);
  }
  return {
    resolve(system, code) {
      const entry = system === undefined ? undefined : byAlias.get(foldSystem(system));
      if (!entry) return undefined;
      const folded = foldCode(code);
      const overlap = entry.overlaps.find(({ codes }) => codes.test(folded));
      return { system: overlap?.system ?? entry.canonical, code: folded };
    },
    isCanonical: (system) => canonicals.has(system),
    isHierarchical: (system) => hierarchical.has(system),
  };
}
