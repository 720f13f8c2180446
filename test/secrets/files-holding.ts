import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Files below a folder whose bytes hold any of the words, as `file: word`; names are looked at too. */
export const filesHolding = async (root: string, words: readonly string[]): Promise<readonly string[]> => {
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const found: string[] = [];
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    const bytes = await readFile(path);
    for (const word of words) if (bytes.includes(word) || name.includes(word)) found.push(`${relative(root, path)}: ${word}`);
  }
  return found;
};
