import { memoize } from './memoize.ts';

/** A code as this server compares it: canonical system, folded code. */
export interface KnownCode {
  readonly system: string;
  readonly code: string;
}

/** Codes of another system that habitually arrive under this one. */
export interface Overlap {
  readonly codes: RegExp;
  readonly system: string;
}

/** A code system, as the knowledge describes it. */
export interface CodeSystemSource {
  readonly canonical: string;
  /** All names clients give it, the canonical one too. */
  readonly aliases: readonly string[];
  readonly overlaps: readonly Overlap[];
  /** The form of its codes, if it is told. */
  readonly form: RegExp | undefined;
  /** True if a longer code is a kind of the shorter one it begins with. */
  readonly codesNest: boolean;
  /** True if its codes are billed. */
  readonly isBilled: boolean;
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
  /**
   * The code under its canonical system, the same object each time while it is memoized; undefined if the system is unknown, local
   * or not given.
   */
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

/** An address in comparable form. */
export function foldSystem(system: string): string {
  const [address = ''] = system.trim().toLowerCase().split('|');
  return (
    address
      .replace(/^(?:https?:\/\/|urn:oid:)/, '')
      // An edition, with or without its version, is the system itself (SNOMED CT URI Standard).
      .replace(/\/\d+(?:\/version\/\d+)?$/, '')
      .replace(/(?<!\/)\/+$/, '')
  );
}

function codesOf(canonical: string, overlaps: readonly Overlap[]): SystemEntry['codeOf'] {
  return memoize(MOST_CODES, (written: string) => {
    const code = foldCode(written);
    return { system: overlaps.find(({ codes }) => codes.test(code))?.system ?? canonical, code };
  });
}

/** Builds the table of code systems. Where an alias is given twice, the later system has it. */
export function createSystems(sources: readonly CodeSystemSource[]): Systems {
  const entries = sources.map(({ canonical, aliases, overlaps }) => {
    const entry: SystemEntry = { canonical, codeOf: codesOf(canonical, overlaps) };
    return aliases.map((alias) => [foldSystem(alias), entry] as const);
  });
  const byAlias = new Map(entries.flat());
  const byCanonical = new Map(sources.map((source) => [source.canonical, source]));
  const entryOf = memoize(MOST_ADDRESSES, (system: string) => byAlias.get(foldSystem(system)));
  return {
    resolve: (system, code) => (system === undefined ? undefined : entryOf(system)?.codeOf(code)),
    isCanonical: (system) => byCanonical.has(system),
    canonicalOf: (system) => entryOf(system)?.canonical,
    formOf: (system) => byCanonical.get(system)?.form,
    isHierarchical: (system) => byCanonical.get(system)?.codesNest ?? false,
    isBilled: (system) => byCanonical.get(system)?.isBilled ?? false,
  };
}
