import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { call, statusOf } from './docker-error.ts';
import { tar } from './tar.ts';
import type { TarEntry } from './tar.ts';

export interface ImportedImage {
  readonly repository: string;
  readonly tag: string;
  readonly files: readonly TarEntry[];
  /** Dockerfile instructions, e.g. `CMD ["/serve"]`. */
  readonly changes: readonly string[];
}

const exists = async (docker: Docker, image: string): Promise<boolean> => {
  try {
    await docker.getImage(image).inspect();
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
};

const drain = async (stream: NodeJS.ReadableStream): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
};

/** Makes an image of plain files, without a registry, unless the Engine has one of that name. Answers its reference. */
export const ensureImportedImage = async (docker: Docker, { repository, tag, files, changes }: ImportedImage): Promise<string> => {
  const reference = `${repository}:${tag}`;
  if (await call(exists(docker, reference))) return reference;
  const answer = await call(docker.importImage(Readable.from([tar(files)]), { repo: repository, tag, changes: [...changes] }));
  const text = await call(drain(answer));
  if (!(await call(exists(docker, reference)))) throw new Error(`the image ${reference} could not be built: ${text.trim()}`);
  return reference;
};

/** A static busybox and a link per named applet: a shell with tools, from nothing else. */
export const busyboxFiles = async (path: string, applets: readonly string[]): Promise<readonly TarEntry[]> => [
  { path: 'bin/busybox', mode: 0o755, content: await readFile(path) },
  ...applets.map((applet) => ({ path: `bin/${applet}`, mode: 0o777, content: new Uint8Array(), link: 'busybox' })),
];
