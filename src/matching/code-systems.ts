import { BILLED, CODE_FORM, CODES_NEST, CODES_OF } from '../policies/extensions.ts';
import type { FaultList } from '../policies/fault.ts';
import { remember } from '../policies/remember.ts';
import type { NamingSystem } from '../policies/resource-schema.ts';

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
  /** The code as written, under this system or under another whose codes habitually arrive under this one (CPT under the HCPCS address). */
  codeOf(code: string): KnownCode;
}

/** As many spellings as are in daily use at a large hospital. */
const MOST_CODES = 20_000;
const MOST_ADDRESSES = 1000;

/** The code systems this server knows, under all the names clients give them. */
export interface Systems {
  /** The code under its canonical system, the same object each time while it is remembered; nothing if the system is unknown, local or not given. */
  resolve(system: string | undefined, code: string): KnownCode | undefined;
  isCanonical(system: string): boolean;
  /** The canonical address of a system by any of its names; undefined if it is unknown. */
  canonicalOf(system: string): string | undefined;
  /** The form of the system's codes, if the knowledge tells it; by the canonical address. */
  formOf(system: string): RegExp | undefined;
  /** True if a longer code of this system is a kind of the shorter one it begins with (ICD-10). */
  isHierarchical(system: string): boolean;
  /** True if codes of this system stand on claims. */
  isBilled(system: string): boolean;
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
  return (
    system
      .trim()
      .toLowerCase()
      .replace(/^(?:https?:\/\/|urn:oid:)/, '')
      .replace(/\|.*$/, '')
      // An edition, with or without its version, is the system itself (SNOMED CT URI Standard).
      .replace(/\/\d+(?:\/version\/\d+)?$/, '')
      .replace(/\/+$/, '')
  );
}

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

function codesOf(canonical: string, overlaps: readonly Overlap[]): SystemEntry['codeOf'] {
  return remember(MOST_CODES, (written: string) => {
    const code = foldCode(written);
    return { system: overlaps.find(({ codes }) => codes.test(code))?.system ?? canonical, code };
  });
}

/** Builds the table of code systems from NamingSystem resources; every alias may belong to one system only. */
export function createSystems(resources: ReadonlyMap<string, NamingSystem>, faults: FaultList): Systems {
  const byAlias = new Map<string, SystemEntry>();
  const hierarchical = new Set<string>();
  const billed = new Set<string>();
  const canonicals = new Set<string>();
  const forms = new Map<string, RegExp>();
  for (const [file, resource] of resources) {
    const canonical = resource.uniqueId.find(({ preferred }) => preferred)?.value;
    if (!canonical) {
      faults.add(file, 'NamingSystem.uniqueId', 'no identifier is marked as preferred');
      continue;
    }
    canonicals.add(canonical);
    const form = formOf(file, resource, faults);
    if (form) forms.set(canonical, form);
    const entry: SystemEntry = { canonical, codeOf: codesOf(canonical, overlapsOf(file, resource, faults)) };
    for (const [at, { value }] of resource.uniqueId.entries()) {
      const alias = foldSystem(value);
      const other = byAlias.get(alias);
      if (other && other.canonical !== canonical)
        faults.add(file, `NamingSystem.uniqueId[${at}]`, `${value} already names ${other.canonical}`);
      byAlias.set(alias, entry);
    }
    const isMarked = (mark: string) =>
      resource.extension?.some(({ url, valueBoolean }) => url === mark && valueBoolean) === true;
    if (isMarked(CODES_NEST)) hierarchical.add(canonical);
    if (isMarked(BILLED)) billed.add(canonical);
  }
  const entryOf = remember(MOST_ADDRESSES, (system: string) => byAlias.get(foldSystem(system)));
  return {
    resolve: (system, code) => (system === undefined ? undefined : entryOf(system)?.codeOf(code)),
    isCanonical: (system) => canonicals.has(system),
    canonicalOf: (system) => entryOf(system)?.canonical,
    formOf: (system) => forms.get(system),
    isHierarchical: (system) => hierarchical.has(system),
    isBilled: (system) => billed.has(system),
  };
}
