import { createMemoryStore } from '../support/memory-store.ts';
import { describeStore } from './contract.ts';

describeStore('memory', async () => createMemoryStore());
