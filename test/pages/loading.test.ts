import request from 'supertest';
import { expect, it } from 'vitest';
import { startApp } from '../support/server.ts';

it('the pages are loaded once more after a failure', async () => {
  let failures = 1;
  const broken = () => {
    if (failures-- > 0) throw new Error('the pages could not be loaded');
    return {
      development: true,
      draining: false,
      store: { up: true, waiting: 0, lost: 0 },
      droppedLines: 0,
      notices: () => [],
    };
  };
  const app = startApp({ deps: { state: broken } });
  expect((await request(app).get('/policies')).status).toBe(500);
  expect((await request(app).get('/policies')).status).toBe(200);
});
