import type { OpenPulled } from '../port.ts';
import { createWakeup } from './wakeup.ts';

/** Pulled bytes for those who wait for each chunk. Nothing is opened before the first is asked for. */
export async function* chunksOf(open: OpenPulled): AsyncGenerator<Uint8Array> {
  const wakeup = createWakeup();
  const source = open(wakeup.wake);
  try {
    for (let next = source.next(); next !== 'over'; next = source.next()) {
      if (next === undefined) await wakeup.wait();
      else yield next;
    }
  } finally {
    source.close();
  }
}
