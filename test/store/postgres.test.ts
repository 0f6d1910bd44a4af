import { openPostgresStore } from '../../src/store/postgres.ts';
import { startPostgres } from '../support/postgres.ts';
import { describeStore } from './contract.ts';

const server = await startPostgres();

describeStore('PostgreSQL', async () => openPostgresStore(await server.newDatabase()));
