import type { Action } from './action.ts';
import { createContainer, containerNamed, startContainer } from './container-actions.ts';
import { nextDelay } from './back-off.ts';
import type { PodContext } from './pod-context.ts';
import { withEntry } from './pod-memory.ts';
import { resolveImage } from './resolve-image.ts';
import { resizeContainer } from './resize-action.ts';
import { createSandbox, startSandbox } from './sandbox-actions.ts';
import { SourceError } from './source-object.ts';
import { stopContainer } from './stop-action.ts';
import { mountVolumes } from './volumes.ts';

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 15_000;

const mount = async (context: PodContext): Promise<void> => {
  const { memory, remember, clock, note } = context;
  try {
    await mountVolumes(context);
    remember({ volumes: 'ready', volumesAtMs: clock.now() });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const before = memory().volumes;
    note({ type: 'Warning', reason: 'FailedMount', message: error.message });
    // What was mounted stays as it was when it cannot be brought up to date.
    if (before === 'ready') return remember({ volumesAtMs: clock.now() });
    const delayMs = nextDelay(typeof before === 'string' ? undefined : before.delayMs, FIRST_RETRY_MS, MAX_RETRY_MS);
    remember({ volumes: { reason: 'ContainerCreating', message: error.message, retryAtMs: clock.now() + delayMs, delayMs } });
  }
};

const start = async (context: PodContext, id: string): Promise<void> => {
  const one = context.find(id);
  if (one?.role === 'sandbox') await startSandbox(context, one);
  else if (one !== undefined) await startContainer(context, one);
};

const kill = async ({ runtime, memory, remember, clock }: PodContext, id: string): Promise<void> => {
  remember({ kills: withEntry(memory().kills, id, clock.now()) });
  await runtime.kill(id);
};

const remove = async (context: PodContext, id: string): Promise<void> => {
  const one = context.find(id);
  await context.runtime.remove(id);
  context.forget(id);
  if (one?.address !== undefined) context.addresses()?.release(one.address);
};

const removeFiles = async ({ files, remember, desired }: PodContext): Promise<void> => {
  await files.remove(desired().podUid);
  remember({ filesRemoved: true });
};

const resolve = async (context: PodContext, name: string): Promise<void> => {
  const container = containerNamed(context, name);
  if (container !== undefined) await resolveImage(context, container);
};

type Handlers = { readonly [K in Action['do']]: (context: PodContext, action: Extract<Action, { readonly do: K }>) => Promise<void> };

const HANDLERS: Handlers = {
  mountVolumes: mount,
  createSandbox,
  start: (context, { id }) => start(context, id),
  resolveImage: (context, { container }) => resolve(context, container),
  createContainer,
  stop: stopContainer,
  resize: resizeContainer,
  kill: (context, { id }) => kill(context, id),
  remove: (context, { id }) => remove(context, id),
  removeFiles,
  exceedDeadline: ({ remember, note }) => {
    remember({ deadlineExceeded: true });
    note({ type: 'Normal', reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' });
    return Promise.resolve();
  },
};

const handle = <K extends Action['do']>(context: PodContext, action: Extract<Action, { readonly do: K }>, kind: K): Promise<void> => HANDLERS[kind](context, action);

/** Carries one action of a plan out. Throws RuntimeError `unavailable` when the runtime is away; the plan is made anew then. */
export const runAction = (context: PodContext, action: Action): Promise<void> => handle(context, action, action.do);
