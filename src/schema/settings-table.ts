import type { TSchema } from 'typebox';
import { settingForm } from '../config.ts';
import { asObject } from '../json.ts';
import { SettingsShape } from '../setting-shapes.ts';

/** The rows between the head of the table and the end of it. */
const TABLE = /(\n\| name \| default \| meaning \| form \|\n\|(?:---\|)+\n)(?:\|.*\n)*/;

function row([name, schema]: readonly [string, TSchema]): string {
  const { default: preset, $comment, description } = asObject(schema) ?? {};
  const cells = [`\`${name}\``, preset === undefined ? $comment : `\`${preset}\``, description, settingForm(schema)];
  return `| ${cells.join(' | ')} |\n`;
}

/** A page of Markdown with its table of settings as the schema has them. */
export function withSettingsTable(page: string): string {
  const rows = Object.entries<TSchema>(SettingsShape.properties).map(row).join('');
  return page.replace(TABLE, (_, head: string) => head + rows);
}
