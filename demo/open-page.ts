import { spawn } from 'node:child_process';

/** The system that the demo runs on: its platform and environment. */
interface System {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The command that opens an address in the reader's browser; undefined where there is no display to show it on. */
export function openCommand(address: string, { platform, environment }: System): readonly string[] | undefined {
  const { CI, DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION } = environment;
  if (CI) return undefined;
  // Not `start`, which is a word of cmd: there the `&` of an address ends the command.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  if (platform === 'darwin') return SSH_CONNECTION ? undefined : ['open', address];
  // Without a display it would look for a browser that runs in the terminal.
  return DISPLAY || WAYLAND_DISPLAY ? ['xdg-open', address] : undefined;
}

/** Opens an address in the reader's browser, if there is a display and a program to do it. Never fails: the address is printed, too. */
export function openPage(address: string, system: System): void {
  const [command, ...words] = openCommand(address, system) ?? [];
  if (command === undefined) return;
  spawn(command, words, { detached: true, stdio: 'ignore', env: system.environment })
    .on('error', () => undefined)
    .unref();
}
