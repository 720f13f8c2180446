import { join } from 'node:path';

const repoRoot = join(import.meta.dirname, '../..');

/** Programs the set-up fetched, inside the checkout and outside version control. */
export const toolsFolder = (...parts: readonly string[]): string => join(process.env['SHIPLOG_TOOLS'] ?? join(repoRoot, '.tools'), ...parts);

export const repoPath = (...parts: readonly string[]): string => join(repoRoot, ...parts);
