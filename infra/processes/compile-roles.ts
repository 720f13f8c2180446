import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { flushCompileCache, getCompileCacheDir } from 'node:module';
import { join } from 'node:path';

/**
 * On the first start from a checkout, compiles what every role loads into the compile cache, once: otherwise all
 * processes, starting together, compile the same files and keep the type stripper in memory. Later starts find the
 * mark and do nothing; a file changed since is compiled by whoever loads it first.
 */
export const compileRoles = async (): Promise<void> => {
  const cache = getCompileCacheDir();
  if (cache === undefined) return;
  const mark = join(cache, 'roles-compiled');
  if (existsSync(mark)) return;
  await Promise.all([
    import('./api-server.ts'), import('./controllers.ts'), import('./scheduler.ts'), import('./dispatcher.ts'), import('./status.ts'),
    import('./control-plane.ts'), import('./agent.ts'), import('../runtime-docker/docker-runtime.ts'), import('../runtime-simulated/simulated-runtime.ts'),
  ]);
  flushCompileCache();
  await writeFile(mark, '');
};
