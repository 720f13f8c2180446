import type { Clock } from '../kit/port.ts';
import type { Runtime } from './port.ts';

/**
 * Stops everything the node runs, containers before sandboxes, and keeps what it leaves: an agent that starts later
 * finds dead sandboxes and runs the pods anew. For taking a whole cluster down, with its agent already stopped.
 */
export const stopPods = async (runtime: Runtime, clock: Clock, graceMs: number): Promise<void> => {
  const running = (await runtime.recover()).filter(({ state }) => state === 'running');
  const containers = running.filter(({ role }) => role === 'container');
  const left = new Set(containers.map(({ id }) => id));
  if (left.size > 0) {
    const abort = new AbortController();
    const cancel = clock.after(graceMs, () => { abort.abort(); });
    const stopAll = (): void => { for (const { id } of containers) void runtime.signalStop(id); };
    for await (const { id, kind } of runtime.events(abort.signal, stopAll)) {
      if (kind === 'died') left.delete(id);
      if (left.size === 0) break;
    }
    cancel();
    await Promise.all([...left].map((id) => runtime.kill(id)));
  }
  await Promise.all(running.filter(({ role }) => role === 'sandbox').map(({ id }) => runtime.kill(id)));
};
