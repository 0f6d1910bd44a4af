import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { DISCOVERY, SELECT, SIGN } from '../support/call.ts';
import { PROJECT } from '../support/knowledge.ts';
import { startApp } from '../support/server.ts';

const examples = join(PROJECT, 'fhir-resources/examples');

/** An application whose ids are counted from 1, so that equal calls get equal bytes. */
function appWithFixedIds() {
  let count = 0;
  const newUuid = () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
  return startApp({ deps: { newUuid } });
}

/*
 * Snapshots of answers to a site that is no CRD client, with clock and ids fixed. The files were written by the version before
 * there was CRD; whoever changes a card on purpose writes them anew with `npx vitest run test/golden --update`.
 */
describe('a site that is no CRD client', () => {
  it.each(readdirSync(examples).filter((file) => file.endsWith('.json')))(
    'gets for %s what it always got',
    async (file) => {
      const path = file.startsWith('order-select') ? SELECT : SIGN;
      const body: unknown = JSON.parse(readFileSync(join(examples, file), 'utf8'));
      const { text, status } = await supertest(appWithFixedIds())
        .post(path)
        .send(body as object);
      expect(status).toBe(200);
      await expect(text).toMatchFileSnapshot(`plain-site/${file.replace('.json', '.txt')}`);
    },
  );

  it('finds in discovery what it always found', async () => {
    const { text } = await supertest(appWithFixedIds()).get(DISCOVERY);
    await expect(text).toMatchFileSnapshot('plain-site/discovery.txt');
  });

  it.each(['order-dispatch', 'appointment-book'])('has no service for %s', async (hook) => {
    const { text, status } = await supertest(appWithFixedIds())
      .post(`${DISCOVERY}/spine-coverage-${hook}`)
      .send({ hook });
    expect(status).toBe(404);
    await expect(text).toMatchFileSnapshot(`plain-site/no-${hook}.txt`);
  });
});
