import { nextDelay } from './back-off.ts';
import { sandboxSpec } from './container-spec.ts';
import type { PodContext } from './pod-context.ts';
import type { RuntimeContainer } from './port.ts';
import { RuntimeError } from './port.ts';

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;

const fail = ({ memory, remember, clock, note }: PodContext, message: string): void => {
  const delayMs = nextDelay(memory().sandboxFailure?.delayMs, FIRST_RETRY_MS, MAX_RETRY_MS);
  remember({ sandboxFailure: { reason: 'ContainerCreating', message, retryAtMs: clock.now() + delayMs, delayMs } });
  note({ type: 'Warning', reason: 'FailedCreatePodSandBox', message: `Failed to create pod sandbox: ${message}` });
};

const addressFor = (context: PodContext): { readonly address: string | undefined } | undefined => {
  if (context.desired().pod.spec?.hostNetwork === true) return { address: undefined };
  const pool = context.addresses();
  const address = pool?.take();
  if (address !== undefined) return { address };
  fail(context, pool === undefined ? 'the node has no pod address range yet' : 'no address is left in the node\'s range');
  return undefined;
};

/** Makes the pod's next sandbox with an address of the node's range. */
export const createSandbox = async (context: PodContext, { attempt, replaces }: { readonly attempt: number; readonly replaces: boolean }): Promise<void> => {
  const { podUid, namespace, name, pod } = context.desired();
  if (replaces) context.note({ type: 'Normal', reason: 'SandboxChanged', message: 'Pod sandbox changed, it will be killed and re-created.' });
  const found = addressFor(context);
  if (found === undefined) return;
  try {
    const sandbox = await context.runtime.createSandbox(sandboxSpec(pod, { role: 'sandbox', podUid, namespace, pod: name, container: '', attempt }, found.address));
    context.remember({ sandboxFloor: attempt + 1 });
    await context.observe(sandbox);
  } catch (error) {
    if (found.address !== undefined) context.addresses()?.release(found.address);
    if (!(error instanceof RuntimeError) || error.code === 'unavailable') throw error;
    fail(context, error.message);
  }
};

/** Takes a sandbox that does not start away; a taken address stays held, so the next try gets another. */
const discard = async (context: PodContext, sandbox: RuntimeContainer, error: RuntimeError): Promise<void> => {
  fail(context, error.message);
  await context.runtime.remove(sandbox.id);
  context.forget(sandbox.id);
  if (sandbox.address === undefined) return;
  if (error.code === 'address-in-use') context.addresses()?.hold(sandbox.address);
};

export const startSandbox = async (context: PodContext, sandbox: RuntimeContainer): Promise<void> => {
  try {
    const started = await context.runtime.start(sandbox.id);
    if (started.startError !== undefined) throw new RuntimeError('refused', started.startError);
    await context.observe(started);
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.code === 'unavailable') throw error;
    await discard(context, sandbox, error);
  }
};
