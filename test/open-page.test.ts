import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCommand, openPage } from '../demo/open-page.ts';
import { newFolder } from './support/folder.ts';

const PAGE = 'http://127.0.0.1:3000/?order.1=traction&ehr=crd-2.2';

it.each([
  ['linux', { DISPLAY: ':0' }, ['xdg-open', PAGE]],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', PAGE]],
  ['darwin', {}, ['open', PAGE]],
  ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler', PAGE]],
] as const)('the demo opens its page on %s with %j', (platform, environment, command) => {
  expect(openCommand(PAGE, { platform, environment })).toEqual(command);
});

it.each([
  ['linux', {}],
  ['linux', { DISPLAY: ':0', CI: 'true' }],
  ['darwin', { SSH_CONNECTION: '10.0.0.1 22' }],
] as const)('the demo opens no browser where nobody would see it: %s with %j', (platform, environment) => {
  expect(openCommand(PAGE, { platform, environment })).toBeUndefined();
});

it('the demo runs the program of the system, and goes on where there is none', async () => {
  const folder = newFolder();
  const environment = { DISPLAY: ':0', PATH: folder };
  openPage(PAGE, { platform: 'linux', environment });
  const told = join(folder, 'told');
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" > '${told}'\n`);
  chmodSync(join(folder, 'xdg-open'), 0o755);
  openPage(PAGE, { platform: 'linux', environment });
  await expect.poll(() => existsSync(told) && readFileSync(told, 'utf8').trim()).toBe(PAGE);
});
