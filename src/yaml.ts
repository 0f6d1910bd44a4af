import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Reads YAML of any kind; throws the library's YAMLParseError. The library is loaded for the first text: where there are no
 * site files and all cards are plain, none needs it.
 */
export function parseYaml(text: string): unknown {
  const { parse }: typeof import('yaml') = require('yaml');
  return parse(text);
}
