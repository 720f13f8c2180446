import type { Container } from '../../events/resources/_types/container.ts';
import type { Action } from './action.ts';
import { nextBackOff, nextDelay } from './back-off.ts';
import { containerSpec } from './container-spec.ts';
import type { PodContainer } from './desired-pod.ts';
import { allContainersOf } from './desired-pod.ts';
import { environment } from './environment.ts';
import type { PodContext } from './pod-context.ts';
import { containerPath } from './pod-context.ts';
import { withEntry, withoutEntry } from './pod-memory.ts';
import type { ContainerSpec, RuntimeContainer } from './port.ts';
import { RuntimeError } from './port.ts';
import { SourceError, environmentRefs } from './source-object.ts';
import { mountsOf, placeOf } from './volumes.ts';

const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 15_000;

const podContainerNamed = (context: PodContext, name: string): PodContainer | undefined =>
  allContainersOf(context.desired().pod).find(({ container }) => container.name === name);

export const containerNamed = (context: PodContext, name: string): Container | undefined =>
  podContainerNamed(context, name)?.container;

type Create = Extract<Action, { do: 'createContainer' }>;

/** The runtime's id of the container whose processes an ephemeral one is to see. Throws SourceError while it does not run. */
const targetId = (context: PodContext, name: string): string | undefined => {
  const target = podContainerNamed(context, name)?.target;
  if (target === undefined || target === '') return undefined;
  const running = context.running(target);
  if (running === undefined) throw new SourceError(`unable to find target container ${target}`);
  return running.id;
};

const specOf = async (context: PodContext, container: Container, { attempt, sandboxId }: Create): Promise<ContainerSpec | undefined> => {
  const desired = context.desired();
  const image = context.memory().images.get(container.name);
  if (image?.state !== 'ready' || image.reference !== container.image) return undefined;
  const refs = environmentRefs(container);
  const sources = refs.length === 0 ? new Map() : await context.fetchSources(desired, refs);
  const variables = environment({ pod: desired.pod, container, place: placeOf(context), sources, api: context.node.api });
  const terminationLog = await context.files.terminationLog(desired.podUid, container.name, attempt);
  const mounts = await mountsOf(context, container, variables);
  const path = container.terminationMessagePath ?? '/dev/termination-log';
  return containerSpec({
    pod: desired.pod, container, sandboxId, processesOf: targetId(context, container.name), image: image.info, environment: variables, terminationLog, nodeMemoryBytes: context.node.memoryBytes,
    identity: { role: 'container', podUid: desired.podUid, namespace: desired.namespace, pod: desired.name, container: container.name, attempt },
    mounts: [...mounts, { source: terminationLog, target: path, readOnly: false }],
  });
};

const fail = (context: PodContext, name: string, { reason, message }: { readonly reason: string; readonly message: string }): void => {
  const { memory, remember, clock, note, desired } = context;
  const delayMs = nextDelay(memory().createFailures.get(name)?.delayMs, FIRST_RETRY_MS, MAX_RETRY_MS);
  remember({ createFailures: withEntry(memory().createFailures, name, { reason, message, retryAtMs: clock.now() + delayMs, delayMs }) });
  note({ type: 'Warning', reason: 'Failed', message: `Error: ${message}`, fieldPath: containerPath(desired(), name) });
};

const created = (context: PodContext, container: Container, action: Create): void => {
  const { memory, remember, clock, note, desired } = context;
  const { name } = container;
  const { attempt, restartsAfterMs } = action;
  remember({
    attemptFloors: withEntry(memory().attemptFloors, name, attempt + 1),
    createFailures: withoutEntry(memory().createFailures, name),
    ...(restartsAfterMs !== undefined && { backOffs: withEntry(memory().backOffs, name, nextBackOff(memory().backOffs.get(name), restartsAfterMs, clock.now())) }),
    // Such an image is asked for again at every start.
    ...(container.imagePullPolicy === 'Always' && { images: withoutEntry(memory().images, name) }),
  });
  note({ type: 'Normal', reason: 'Created', message: 'Container created', fieldPath: containerPath(desired(), name) });
};

/** Makes the next attempt of a container; missing configuration or a refusal is remembered and tried again later. */
export const createContainer = async (context: PodContext, action: Create): Promise<void> => {
  const container = containerNamed(context, action.container);
  if (container === undefined) return;
  try {
    const spec = await specOf(context, container, action);
    if (spec === undefined) return;
    const one = await context.runtime.createContainer(spec);
    created(context, container, action);
    await context.observe(one);
  } catch (error) {
    if (error instanceof SourceError) fail(context, container.name, { reason: 'CreateContainerConfigError', message: error.message });
    else if (!(error instanceof RuntimeError) || error.code === 'unavailable') throw error;
    else if (error.code === 'not-found') context.remember({ images: withoutEntry(context.memory().images, container.name) });
    else fail(context, container.name, { reason: 'CreateContainerError', message: error.message });
  }
};

export const startContainer = async (context: PodContext, one: RuntimeContainer): Promise<void> => {
  const started = await context.runtime.start(one.id);
  const fieldPath = containerPath(context.desired(), one.container);
  if (started.startError === undefined) context.note({ type: 'Normal', reason: 'Started', message: 'Container started', fieldPath });
  else context.note({ type: 'Warning', reason: 'Failed', message: `Error: ${started.startError}`, fieldPath });
  await context.observe(started);
};
