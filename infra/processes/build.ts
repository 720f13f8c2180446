import { readFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { z } from 'zod';
import { repoPath } from '../setup/tools-folder.ts';

/** The API level that clients and charts compare with. */
const KUBERNETES_LEVEL = '1.36.0';

const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(repoPath('package.json'), 'utf8')));

const PLATFORMS: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** What this build says of itself at /version and in every decision. */
export const BUILD = {
  gitVersion: `v${KUBERNETES_LEVEL}+shiplog.${version}`,
  gitCommit: '',
  buildDate: '1970-01-01T00:00:00Z',
  platform: `${platform()}/${PLATFORMS[arch()] ?? arch()}`,
} as const;
