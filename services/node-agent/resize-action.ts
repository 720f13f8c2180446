import { nextDelay } from './back-off.ts';
import { containerNamed } from './container-actions.ts';
import { resourcesOf } from './container-spec.ts';
import type { PodContext } from './pod-context.ts';
import { containerPath } from './pod-context.ts';
import { resizedOf } from './plan-resize.ts';
import { withEntry, withoutEntry } from './pod-memory.ts';
import { RuntimeError } from './port.ts';

const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 60_000;

/** Gives a running container its resources in place; a refusal is remembered, told and tried again later. */
export const resizeContainer = async (context: PodContext, { id, container: name }: { readonly id: string; readonly container: string }): Promise<void> => {
  const { runtime, memory, remember, clock, note, desired, observe } = context;
  const container = containerNamed(context, name);
  if (container === undefined) return;
  try {
    const one = await runtime.resize(id, resourcesOf(container));
    if (resizedOf(container, one).length > 0) throw new RuntimeError('refused', 'the runtime kept other values');
    remember({ resizeFailures: withoutEntry(memory().resizeFailures, id) });
    note({ type: 'Normal', reason: 'ResizeCompleted', message: `Container ${name} resized`, fieldPath: containerPath(desired(), name) });
    await observe(one);
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.code === 'unavailable') throw error;
    const delayMs = nextDelay(memory().resizeFailures.get(id)?.delayMs, FIRST_RETRY_MS, MAX_RETRY_MS);
    remember({ resizeFailures: withEntry(memory().resizeFailures, id, { reason: 'Error', message: error.message, retryAtMs: clock.now() + delayMs, delayMs }) });
    note({ type: 'Warning', reason: 'ResizeError', message: `Error resizing container ${name}: ${error.message}`, fieldPath: containerPath(desired(), name) });
  }
};
