import request from 'supertest';
import { expect, it } from 'vitest';
import { IN_CHART, TRACTION_RECORD } from '../support/chart.ts';
import { knowledge } from '../support/knowledge.ts';
import { startApp } from '../support/server.ts';

const app = startApp();
const page = '/questionnaires/traction-record';

/** The text of a page, without its tags. */
const wordsOf = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

it('shows the form filled with what the chart of the example patient holds', async () => {
  const words = wordsOf((await request(app).get(page).expect(200)).text);
  for (const [linkId, [answer = '']] of Object.entries(IN_CHART))
    expect(words).toContain(linkId === 'treatment.region' ? 'Lumbar spine' : answer);
  expect(words).toContain('Filled as a DTR client fills it');
});

it('says which answers may be given, when a question is asked, and which must be answered', async () => {
  const words = wordsOf((await request(app).get(page)).text);
  expect(words).toContain('choice: Continuous, Intermittent');
  expect(words).toContain('quantity: lb, kg, N');
  expect(words).toContain('asked if “Pull” = Intermittent');
  expect(words).toMatch(/Minutes of traction in the visit \* integer/);
});

it('is linked from the page of its policy, and from no other', async () => {
  for (const { id } of knowledge.policies) {
    const { text } = await request(app).get(`/policies/${id}`);
    expect(text.includes(`href="${page}?version=${TRACTION_RECORD.version}"`)).toBe(id === 'traction');
  }
});

it.each(['/questionnaires/nothing', `${page}?version=9.9.9`])('%s is not found', async (path) => {
  await request(app).get(path).expect(404);
});

it('shows a form without groups, joined conditions, and without an example patient', async () => {
  const [first, second] = ['a', 'b'].map((linkId) => ({
    linkId,
    text: `Question ${linkId}`,
    type: 'boolean' as const,
  }));
  const asked = {
    linkId: 'c',
    text: 'Asked',
    type: 'string' as const,
    enableBehavior: 'any' as const,
    enableWhen: [
      { question: 'a', operator: '=' as const, answerBoolean: true },
      { question: 'b', operator: 'exists' as const, answerBoolean: true },
    ],
  };
  const inner = {
    linkId: 'outer',
    text: 'Outer',
    type: 'group' as const,
    item: [{ linkId: 'inner', text: 'Inner', type: 'group' as const, item: [asked] }],
  };
  const form = { ...TRACTION_RECORD, id: 'plain', item: [...(first && second ? [first, second] : []), inner] };
  const other = startApp({ content: { ...knowledge, questionnaires: [form] } });
  const words = wordsOf((await request(other).get('/questionnaires/plain').expect(200)).text);
  expect(words).toContain('There is no example patient for this form');
  expect(words).toContain('asked if “Question a” = true or “Question b” exists true');
  expect(words).toMatch(/Questions Question a|Question a boolean/);
});
