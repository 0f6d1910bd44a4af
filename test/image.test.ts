import { cpSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { casesUnder } from '../src/commands/case-files.ts';
import { VOCABULARY } from '../src/offer.ts';
import { loadKnowledge } from '../src/policies/load.ts';
import { newFolder } from './support/folder.ts';
import { PROJECT } from './support/knowledge.ts';

const COPIED_FROM_PROJECT = /^COPY (?!--from)(\S+) \S+$/gm;

it('the image holds the knowledge and the cases of the project', () => {
  const image = newFolder();
  for (const [, source = ''] of readFileSync(join(PROJECT, 'Dockerfile'), 'utf8').matchAll(COPIED_FROM_PROJECT))
    for (const path of globSync(source, { cwd: PROJECT }))
      cpSync(join(PROJECT, path), join(image, path), { recursive: true });
  const inImage = loadKnowledge(image, VOCABULARY);
  const inProject = loadKnowledge(PROJECT, VOCABULARY);
  expect(inImage.fingerprint).toEqual(inProject.fingerprint);
  expect(casesUnder(image, inImage)).toEqual(casesUnder(PROJECT, inProject));
});
