/** A query or a form, as Express reads it. */
export type Fields = Readonly<Record<string, unknown>>;

/** Most characters of a field that are read. */
const LONGEST = 4000;

/** The last value of a field, without what surrounds it. */
export function fieldOf(fields: Fields, name: string): string {
  const value = [fields[name]].flat().at(-1);
  return typeof value === 'string' ? value.slice(0, LONGEST).replaceAll('\r\n', '\n').trim() : '';
}
