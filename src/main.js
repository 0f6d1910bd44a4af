#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';

// As package.json says. Older ones read no TypeScript, and would say so in a way that helps nobody.
const NEEDED = '22.18';
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [neededMajor = 0, neededMinor = 0] = NEEDED.split('.').map(Number);

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  process.stderr.write(`Node ${NEEDED} or later is needed, and this is ${process.versions.node}\n`);
  process.exitCode = 1;
} else {
  // The command line. Node keeps what it compiled beside the dependencies, for the next start: that takes half the time then, and
  // the compilers' memory is never needed. So this one file is no TypeScript: it is read before there is a cache, and would load
  // the compiler that takes the types out, which costs 60 ms and 18 MB. In a folder that cannot be written there is no cache.
  const cache = join(import.meta.dirname, '../node_modules/.cache/compiled');
  module.enableCompileCache(cache);
  // Threads know it from here.
  process.env['NODE_COMPILE_CACHE'] ??= cache;
  // Whoever reads may stop early, as `head` does.
  process.stdout.on('error', () => undefined);
  const { runCommandLine } = await import('./commands/command-line.ts');
  await runCommandLine(process.argv.slice(2));
  module.flushCompileCache();
}
