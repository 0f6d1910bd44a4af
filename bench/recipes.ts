import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { SILENT } from './bodies.ts';
import type { Recipe } from './target.ts';

/** The path that all bodies are sent to. */
export const SERVICE = '/cds-services/spine-coverage-order-sign';

/** What stands between `node` and the file in `npm start`. */
const FLAGS = manifest.scripts.start.split(' ').slice(1, -2);

const FIRST = { path: SERVICE, body: SILENT.text };

/**
 * Our server with its defaults and a store of its own under `work`: PostgreSQL if `env` names one, else a file. Without
 * SITES_DIR in `env` nobody is asked who calls; that is development mode, since production demands a site file. All else
 * is as in production.
 */
export function ours(work: string, env: Readonly<Record<string, string>> = {}): Recipe {
  const folder = (name: string) => mkdtempSync(join(work, `${name}-`));
  const mode = 'SITES_DIR' in env ? { NODE_ENV: 'production' } : { SITES_DIR: folder('no-sites') };
  const store = 'DATABASE_URL' in env ? {} : { DATA_DIR: folder('data') };
  return {
    name: 'ours',
    file: '../src/main.js',
    args: ['serve'],
    flags: FLAGS,
    place: { core: 0 },
    env: { ...mode, ...store, ...env },
    first: FIRST,
  };
}

const baseline = (name: string, file: string): Recipe => ({
  name,
  file: `baselines/${file}`,
  place: { core: 0 },
  env: { NODE_ENV: 'production' },
  first: FIRST,
});

/** Express that reads JSON and decides nothing. */
export const express = baseline('bare Express', 'express.js');
/** node:http that parses JSON and decides nothing. */
export const http = baseline('bare node:http', 'http.js');

/** The same Express on another Node, named by its path. Throws if there is none. */
export function expressOn(node: string): Recipe {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  return { ...express, name: `bare Express, Node ${version}`, node };
}
