import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LogMarker } from './streams.ts';

/** A marker that is a file. Keep it outside JetStream's directory, so that losing one does not lose the other. */
export const fileLogMarker = (path: string): LogMarker => ({
  exists: async () => {
    try {
      await access(path);
      return true;
    } catch {
      return false;
    }
  },
  write: async () => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${new Date().toISOString()}\n`, { flush: true });
  },
});
