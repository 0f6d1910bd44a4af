import { afterEach } from 'vitest';

/*
 * A mutation run needs one test that fails: the files behind it are not loaded. (Vitest's `bail` passes over their tests only
 * after it has loaded them.)
 */
const run = globalThis as { hasFailed?: boolean };
if (run.hasFailed) throw new Error('a test has failed already');
afterEach(({ task }) => {
  run.hasFailed ||= task.result?.state === 'fail';
});
