import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

// Node keeps what it compiled beside the dependencies, for the next start: that takes half the time then, and the compiler's
// memory is never needed. Where the folder cannot be written, all goes on without.
const cache = join(import.meta.dirname, '../node_modules/.cache/compiled');
enableCompileCache(cache);
// Threads know it from here.
process.env['NODE_COMPILE_CACHE'] ??= cache;
await import('./start.ts');
flushCompileCache();
