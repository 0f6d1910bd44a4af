import express from 'express';

// A bare Express server that decides nothing: reads JSON, answers a constant card. In JavaScript, so that any Node runs it.

const CARD = {
  uuid: '5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e',
  summary: 'A constant card',
  indicator: 'info',
  detail: 'Nothing was decided. '.repeat(30),
  source: { label: 'bench' },
};

const app = express();
app.use(express.json({ limit: '10mb' }));
app.post('/cds-services/:id', (_request, response) => void response.json({ cards: [CARD] }));
app.listen(Number(process.env['PORT']), '127.0.0.1');
