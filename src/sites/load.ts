import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, parse as parsePath } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { ConfigError } from '../config.ts';
import { asObject } from '../json.ts';
import { createFaultList, type Fault, type FaultList, FaultsError, messageOf } from '../policies/fault.ts';
import { located } from '../policies/knowledge-files.ts';
import { ADOPTIONS_FOLDER } from '../policies/load.ts';
import { didYouMean } from '../schema/did-you-mean.ts';
import { elementOf, formFaults } from '../schema/form-faults.ts';
import { validatorOf } from '../schema/validator.ts';
import { checkSite } from './check.ts';
import { compileSite } from './compile.ts';
import { SiteShape } from './shape.ts';
import type { Site } from './site.ts';

/** Thrown for faults of site files. */
export class SitesError extends FaultsError {}

/** Ends of the names of site files; samples are not served. */
const FILE_ENDING = /\.ya?ml(?:\.sample)?$/i;

const isSiteFile = validatorOf(SiteShape, { allErrors: true });

function siteFileNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/i.test(name))
      .sort();
  } catch (error) {
    const code = asObject(error)?.['code'];
    if (code === 'ENOENT') return [];
    const why = code === 'ENOTDIR' ? 'is a file' : `is not (${String(code)})`;
    throw new ConfigError([`SITES_DIR must be a folder that can be read, and ${folder} ${why}`]);
  }
}

function readContent(folder: string, name: string, faults: FaultList): { readonly content: unknown } | undefined {
  try {
    return { content: parseYaml(readFileSync(join(folder, name), 'utf8')) };
  } catch (error) {
    faults.add(name, 'file', messageOf(error));
    return undefined;
  }
}

/** The texts that still hold a placeholder of a sample, such as `<host>`: element and placeholder. */
function placeholdersIn(content: unknown, pointer = ''): readonly (readonly [element: string, text: string])[] {
  if (typeof content === 'string') {
    const [text] = /<[^<>]+>/.exec(content) ?? [];
    return text === undefined ? [] : [[elementOf(pointer), text]];
  }
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([name, value]) => placeholdersIn(value, `${pointer}/${name}`));
}

function readSite(folder: string, name: string, production: boolean, faults: FaultList): Site | undefined {
  const file = readContent(folder, name, faults);
  if (!file) return undefined;
  const before = faults.faults.length;
  const { content } = file;
  const isWellFormed = isSiteFile(content);
  const unfilled = new Map(placeholdersIn(content));
  for (const [element, text] of unfilled) faults.add(name, element, `write what ${text} stands for`);
  // An item of a list is judged once it is filled in.
  const isUnfilled = (element: string) =>
    unfilled.has(element) ||
    (element.endsWith(']') && [...unfilled.keys()].some((each) => each.startsWith(`${element}.`)));
  const tell = (element: string, reason: string) => {
    if (!isUnfilled(element)) faults.add(name, element || 'file', reason);
  };
  if (!isWellFormed) for (const { element, reason } of formFaults(isSiteFile.errors)) tell(element, reason);
  checkSite(content, production, (pointer, reason) => tell(elementOf(pointer), reason));
  const id = asObject(content)?.['id'];
  if (typeof id === 'string' && id !== name.replace(FILE_ENDING, ''))
    faults.add(name, 'id', 'differs from the name of the file');
  return isWellFormed && faults.faults.length === before ? { ...compileSite(content), file: name, folder } : undefined;
}

/**
 * Loads and checks the site files (`*.yaml`, `*.yml`) of a folder; none if there is no such folder. Two sites may share
 * an issuer: they are told apart by tenant, or else by the path under /sites/ alone.
 * Throws SitesError, which lists every fault with file, line, element and reason, or ConfigError if the folder cannot be read.
 */
export function loadSites(folder: string, { production }: { readonly production: boolean }): readonly Site[] {
  const faults = createFaultList();
  const names = siteFileNames(folder);
  for (const [index, name] of names.entries()) {
    const twin = names.slice(0, index).find((other) => parsePath(other).name === parsePath(name).name);
    if (twin !== undefined) faults.add(name, 'file', `is of the same site as ${twin}`);
  }
  const sites = names.flatMap((name) => readSite(folder, name, production, faults) ?? []);
  if (faults.faults.length > 0) throw new SitesError(located(folder, faults.faults));
  return sites;
}

/** The site of the sample `<id>.yaml.sample`; undefined if the folder holds no such file. Throws SitesError. */
export function loadSample(folder: string, id: string): Site | undefined {
  const name = `${id}.yaml.sample`;
  if (!existsSync(join(folder, name))) return undefined;
  const faults = createFaultList();
  const site = readSite(folder, name, false, faults);
  if (faults.faults.length > 0) throw new SitesError(located(folder, faults.faults));
  return site;
}

/** Faults of a site that names a policy which does not exist; a site without a file is named by its id. */
export function checkPolicies(site: Site, known: ReadonlySet<string>): readonly Fault[] {
  const { id, file = id, policies, expectedCards = {} } = site;
  const named = [
    ...[...(policies?.steps.keys() ?? [])].map((policy) => ({ policy, element: `policies.${policy}` })),
    ...Object.keys(expectedCards).map((policy) => ({ policy, element: `expectedCards.${policy}` })),
  ];
  return named
    .filter(({ policy }) => !known.has(policy))
    .map(({ policy, element }) => ({
      file,
      element,
      reason: `there is no policy ${policy}${didYouMean(policy, known)}`,
    }));
}

/** Faults of a site that speaks for a payer which is neither known nor has adopted anything by the knowledge of a root. */
export function checkPayers(site: Site, known: ReadonlySet<string>, root: string): readonly Fault[] {
  const { id: name, file = name, crd } = site;
  const missing = existsSync(join(root, ADOPTIONS_FOLDER)) ? '' : `: ${root} has no folder ${ADOPTIONS_FOLDER}/`;
  return (crd?.payers ?? []).flatMap(({ id }, at) =>
    known.has(id)
      ? []
      : [
          {
            file,
            element: `crd.payers[${at}].id`,
            reason: `there is no payer ${id}${didYouMean(id, known)}${missing}`,
          },
        ],
  );
}
