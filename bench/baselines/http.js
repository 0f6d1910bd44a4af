import { createServer } from 'node:http';
import { CARDS } from './card.js';

// The least a server in Node can do: collect the bytes, JSON.parse, answer a constant card.

createServer((request, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString('utf8'));
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(CARDS));
  });
}).listen(Number(process.env['PORT']), '127.0.0.1');
