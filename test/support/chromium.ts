import { existsSync } from 'node:fs';

const [found] = [process.env['CHROMIUM_PATH'] ?? '', '/usr/bin/chromium'].filter(
  (path) => path !== '' && existsSync(path),
);

/** The Chromium that runs the tests of the pages; empty if there is none on this machine. */
export const CHROMIUM = found ?? '';
