#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';

// The command line, and the only file that is no TypeScript: it is read before there is a compile cache, and would load the
// compiler that takes the types out, which costs 60 ms and 18 MB. Node keeps what it compiled beside the dependencies, for the
// next start: that takes half the time then. Where the folder cannot be written, all goes on without.
if (process.features.typescript) {
  const cache = join(import.meta.dirname, '../node_modules/.cache/compiled');
  module.enableCompileCache(cache);
  // Threads know it from here.
  process.env['NODE_COMPILE_CACHE'] ??= cache;
  const { runCommandLine } = await import('./commands/command-line.ts');
  await runCommandLine(process.argv.slice(2));
  module.flushCompileCache();
} else {
  process.stderr.write(`spine-coverage needs Node 22.18 or later, and this is ${process.version}: see README.md\n`);
  process.exitCode = 2;
}
