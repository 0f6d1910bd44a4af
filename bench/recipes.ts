import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { SILENT } from './bodies.ts';
import type { Recipe } from './target.ts';

/** The path that all bodies are sent to. */
export const SERVICE = '/cds-services/spine-coverage-order-sign';

const FIRST = { path: SERVICE, body: SILENT.text };

/** Our server as it runs in production, its store in a new folder under `work`. What is not named keeps its default. */
export const ours = (work: string, env: Readonly<Record<string, string>> = {}): Recipe => ({
  name: 'ours',
  file: '../src/main.ts',
  place: { core: 0 },
  env: { NODE_ENV: 'production', DATA_DIR: mkdtempSync(join(work, 'data-')), ...env },
  first: FIRST,
});

const baseline = (name: string, file: string): Recipe => ({
  name,
  file: `baselines/${file}`,
  place: { core: 0 },
  env: { NODE_ENV: 'production' },
  first: FIRST,
});

/** Express that reads JSON and decides nothing. */
export const express = baseline('bare Express', 'express.ts');
/** node:http that parses JSON and decides nothing. */
export const http = baseline('bare node:http', 'http.ts');
