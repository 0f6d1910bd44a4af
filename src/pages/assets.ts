import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that pages refer to. */
interface Asset {
  readonly type: string;
  readonly body: string;
}

const PACKAGES = join(import.meta.dirname, '../../node_modules');
const OWN = join(import.meta.dirname, 'assets');
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

const OWN_FILES = [
  'theme.css',
  'frame.css',
  'try.css',
  'card.css',
  'coverage.css',
  'why.css',
  'policy.css',
  'insights.css',
  'connect.css',
  'backtest.css',
  'icon.svg',
  'try.js',
  'find.js',
];

/** By the name under which they are served: our own, and those of packages as they come. */
const FILES: Readonly<Record<string, string>> = {
  'pico.css': join(PACKAGES, '@picocss/pico/css/pico.fluid.classless.min.css'),
  'preact.js': join(PACKAGES, 'htm/preact/standalone.module.js'),
  ...Object.fromEntries(OWN_FILES.map((name) => [name, join(OWN, name)])),
};

function read(name: string, path: string): Asset {
  return { type: TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain; charset=utf-8', body: readFileSync(path, 'utf8') };
}

const ASSETS: ReadonlyMap<string, Asset> = new Map(
  Object.entries(FILES).map(([name, path]) => [name, read(name, path)]),
);

/** Changes with any of the files, so that browsers may keep them for good. */
const VERSION = createHash('sha256')
  .update([...ASSETS.values()].map(({ body }) => body).join('\n'))
  .digest('hex')
  .slice(0, 12);

/** The address of an asset, with the version in it. */
export function assetPath(name: string): string {
  return `/assets/${VERSION}/${name}`;
}

/** The asset of a name, if the address has the version that is served. */
export function assetAt(version: string, name: string): Asset | undefined {
  return version === VERSION ? ASSETS.get(name) : undefined;
}

/** The text of an asset, for pages that stand alone. */
export function assetText(name: string): string {
  return ASSETS.get(name)?.body ?? '';
}
