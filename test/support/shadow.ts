import type { AppDeps } from '../../src/app.ts';
import { type BehindAnswers, createBehindAnswers } from '../../src/http/behind-answers.ts';
import type { CallRecord } from '../../src/records/record.ts';
import type { PolicyMode, PolicyModes } from '../../src/sites/policy-modes.ts';
import { OPEN_SITE, type Site } from '../../src/sites/site.ts';
import { startApp } from './server.ts';

/** These modes without a beginning; all other policies off. */
export function modesOf(modes: Readonly<Record<string, PolicyMode>>): PolicyModes {
  const steps = Object.entries(modes).map(([policy, mode]) => [policy, [{ mode, from: undefined }]] as const);
  return { steps: new Map(steps), others: 'off' };
}

/** A site where anybody may call, with these modes. */
export function openSite(policies: PolicyModes, members: Partial<Site> = {}): Site {
  return {
    ...OPEN_SITE,
    id: 'mercy',
    ...members,
    policies,
  };
}

/** An application of one site whose ids are counted from 1, so that equal calls get equal bytes. */
export function appOf(site: Site, deps: Partial<AppDeps> = {}) {
  let count = 0;
  const records: CallRecord[] = [];
  const lines: string[] = [];
  const behind: BehindAnswers = createBehindAnswers();
  const newUuid = () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
  const app = startApp({ sites: [site], records, lines, deps: { newUuid, behind, ...deps } });
  return {
    app,
    lines,
    /** The records of the calls so far, once the policies in shadow have been judged. */
    records: async () => {
      await behind.settled();
      return records;
    },
  };
}
