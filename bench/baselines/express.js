import express from 'express';
import { CARDS } from './card.js';

// A bare Express server that decides nothing: reads JSON, answers a constant card. In JavaScript, so that any Node runs it.

const app = express();
app.use(express.json({ limit: '10mb' }));
app.post('/cds-services/:id', (_request, response) => void response.json(CARDS));
app.listen(Number(process.env['PORT']), '127.0.0.1');
