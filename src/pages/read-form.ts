import express, { type Request, type Response } from 'express';
import { runBodyParser } from '../http/run-body-parser.ts';
import { asObject } from '../json.ts';
import type { Fields } from './fields.ts';

/** Reads the fields of a posted form. */
type ReadForm = (request: Request, response: Response) => Promise<Fields>;

/** Reads forms of up to so many bytes, once it is known that their sender may post them. Rejects with the error of Express's reader. */
export function createReadForm(limit: number): ReadForm {
  const read = express.urlencoded({ limit });
  return async (request, response) => {
    await runBodyParser(read, request, response);
    return asObject(request.body) ?? {};
  };
}
