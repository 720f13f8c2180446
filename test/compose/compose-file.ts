import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { repoPath } from '../../infra/setup/tools-folder.ts';

const ServiceSchema = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
});

export type ComposeService = z.infer<typeof ServiceSchema>;

/** The services of docker-compose.yml for a cluster's folder, as Compose would read them. */
export const composeServices = async (home: string): Promise<ReadonlyMap<string, ComposeService>> => {
  const text = (await readFile(repoPath('docker-compose.yml'), 'utf8')).replaceAll(/\$\{SHIPLOG_HOME:-[^}]*\}/g, home);
  const { services } = z.object({ services: z.record(z.string(), ServiceSchema) }).parse(parse(text, { merge: true }));
  return new Map(Object.entries(services));
};

/** The program the image starts a service's command with. */
export const imageEntrypoint = async (): Promise<readonly string[]> => {
  const [, words = '[]'] = /^ENTRYPOINT (\[.*\])$/m.exec(await readFile(repoPath('Dockerfile'), 'utf8')) ?? [];
  return z.array(z.string()).min(1).parse(JSON.parse(words));
};

/** What the image is made of, by paths of the repository. */
export const imageSources = async (): Promise<readonly string[]> => {
  const lines = (await readFile(repoPath('Dockerfile'), 'utf8')).matchAll(/^COPY (.+) \S+$/gm);
  return [...lines].flatMap(([, paths = '']) => paths.split(' '));
};
