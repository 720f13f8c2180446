import type { Container } from '../../events/resources/_types/container.ts';
import { nextDelay } from './back-off.ts';
import type { Note, PodContext } from './pod-context.ts';
import { containerPath } from './pod-context.ts';
import type { ImageState } from './pod-memory.ts';
import { withEntry } from './pod-memory.ts';
import type { ImageInfo } from './port.ts';
import { RuntimeError } from './port.ts';

const FIRST_RETRY_MS = 10_000;
const MAX_RETRY_MS = 300_000;

/** Reasons of a container that waits, and of the events that say why first. */
const TOLD_AS = { ErrImagePull: 'Failed', ErrImageNeverPull: 'ErrImageNeverPull', InvalidImageName: 'InspectFailed' } as const;

const failed = (context: PodContext, { name, image: reference = '' }: Container, { reason, message }: { readonly reason: string; readonly message: string }): ImageState => {
  const before = context.memory().images.get(name);
  const delayMs = nextDelay(before?.state === 'failed' ? before.delayMs : undefined, FIRST_RETRY_MS, MAX_RETRY_MS);
  const nowMs = context.clock.now();
  return { state: 'failed', reference, reason, message, failedAtMs: nowMs, retryAtMs: nowMs + delayMs, delayMs };
};

const pull = async (context: PodContext, image: string, note: (type: Note['type'], reason: string, message: string) => void): Promise<ImageInfo> => {
  note('Normal', 'Pulling', `Pulling image "${image}"`);
  const startedMs = context.clock.now();
  const info = await context.runtime.pull(image);
  note('Normal', 'Pulled', `Successfully pulled image "${image}" in ${context.clock.now() - startedMs}ms`);
  return info;
};

/** Finds or pulls a container's image by its pull policy and remembers the outcome. */
export const resolveImage = async (context: PodContext, container: Container): Promise<void> => {
  const { runtime, memory, remember } = context;
  const image = container.image ?? '';
  const fieldPath = containerPath(context.desired(), container.name);
  const note = (type: Note['type'], reason: string, message: string): void => { context.note({ type, reason, message, fieldPath }); };
  const keep = (state: ImageState): void => { remember({ images: withEntry(memory().images, container.name, state) }); };
  const fail = (reason: keyof typeof TOLD_AS, message: string): void => {
    note('Warning', TOLD_AS[reason], reason === 'ErrImagePull' ? `Failed to pull image "${image}": ${message}` : message);
    note('Warning', 'Failed', `Error: ${reason}`);
    keep(failed(context, container, { reason, message }));
  };
  const findOrPull = async (): Promise<void> => {
    const present = container.imagePullPolicy === 'Always' ? undefined : await runtime.inspectImage(image);
    if (present !== undefined) note('Normal', 'Pulled', `Container image "${image}" already present on machine and can be accessed by the pod`);
    if (present === undefined && container.imagePullPolicy === 'Never') fail('ErrImageNeverPull', `Container image "${image}" is not present with pull policy of Never`);
    else keep({ state: 'ready', reference: image, info: present ?? (await pull(context, image, note)) });
  };
  try {
    await findOrPull();
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.code === 'unavailable') throw error;
    if (error.code === 'image-name') fail('InvalidImageName', `Failed to apply default image tag "${image}": ${error.message}`);
    else fail('ErrImagePull', error.message);
  }
};
