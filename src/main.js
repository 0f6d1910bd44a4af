import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

// Node keeps what it compiled beside the dependencies, for the next start: that takes half the time then, and the compilers'
// memory is never needed. So this one file is no TypeScript: it is read before there is a cache, and would load the compiler
// that takes the types out, which costs 60 ms and 18 MB. Where the folder cannot be written, all goes on without.
const cache = join(import.meta.dirname, '../node_modules/.cache/compiled');
enableCompileCache(cache);
// Threads know it from here.
process.env['NODE_COMPILE_CACHE'] ??= cache;
await import('./start.ts');
flushCompileCache();
