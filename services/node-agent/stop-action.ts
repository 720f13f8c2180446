import type { LifecycleHandler } from '../../events/resources/_types/probe.ts';
import type { Action } from './action.ts';
import { containerNamed } from './container-actions.ts';
import type { PodContext } from './pod-context.ts';
import { containerPath } from './pod-context.ts';
import { withEntry } from './pod-memory.ts';
import { runCommand } from './run-command.ts';
import { httpProbeRequest } from './probe-target.ts';

type Stop = Extract<Action, { do: 'stop' }>;

const delay = (context: PodContext, ms: number): Promise<void> =>
  new Promise((resolve) => { context.clock.after(ms, () => { resolve(); }); });

/** Runs a preStop hook to its end; whatever comes of it, the container is stopped afterwards. */
const runHook = async (context: PodContext, { id, container: name }: Stop, hook: LifecycleHandler): Promise<string | undefined> => {
  if (hook.sleep !== undefined) await delay(context, hook.sleep.seconds * 1000);
  if (hook.exec !== undefined) {
    const { exitCode, output } = await runCommand(context.runtime, id, { command: hook.exec.command ?? [] });
    return exitCode === 0 ? undefined : `command exited with ${exitCode}: ${output}`;
  }
  const container = containerNamed(context, name);
  if (hook.httpGet === undefined || container === undefined) return undefined;
  const { ok, message } = await context.prober.http(httpProbeRequest(hook.httpGet, container, context.sandbox()?.address ?? context.node.hostIp), 30_000);
  return ok ? undefined : message;
};

const preStop = async (context: PodContext, stop: Stop): Promise<void> => {
  const hook = containerNamed(context, stop.container)?.lifecycle?.preStop;
  if (hook === undefined) return;
  const failure = await runHook(context, stop, hook).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  if (failure === undefined) return;
  context.note({ type: 'Warning', reason: 'FailedPreStopHook', message: `PreStopHook failed: ${failure}`, fieldPath: containerPath(context.desired(), stop.container) });
};

/** Begins a stop: the hook, then TERM, within the grace; without grace it is killed. The plan kills when the grace is over. */
export const stopContainer = async (context: PodContext, stop: Stop): Promise<void> => {
  const { memory, remember, clock, runtime } = context;
  const { id, container, graceSeconds, why } = stop;
  remember({ stopping: withEntry(memory().stopping, id, { startedAtMs: clock.now(), graceSeconds, why }) });
  context.note({ type: 'Normal', reason: 'Killing', message: why === 'Stopping container' ? `Stopping container ${container}` : why, fieldPath: containerPath(context.desired(), container) });
  if (graceSeconds <= 0) {
    remember({ kills: withEntry(memory().kills, id, clock.now()) });
    await runtime.kill(id);
    return;
  }
  await preStop(context, stop);
  await runtime.signalStop(id);
};
