import type { Container } from '../../events/resources/_types/container.ts';
import type { Probe } from '../../events/resources/_types/probe.ts';
import type { PodContext } from './pod-context.ts';
import { containerPath } from './pod-context.ts';
import type { ProbeResults } from './pod-memory.ts';
import { withEntry, withoutEntry } from './pod-memory.ts';
import type { ProbeOutcome, RuntimeContainer } from './port.ts';
import type { ProbeCount } from './probe-counter.ts';
import { countResult, verdictOf } from './probe-counter.ts';
import { httpProbeRequest, portNumber } from './probe-target.ts';
import { runCommand } from './run-command.ts';

type ProbeKind = 'Startup' | 'Liveness' | 'Readiness';

/** Probes of a pod's running containers; results go to the pod's memory. */
export interface ProbeRunner {
  /** Begins with a container that runs; again for the same id it does nothing. `earlier` are results known from before. */
  begin(one: RuntimeContainer, container: Container, earlier?: Pick<ProbeResults, 'started' | 'ready'>): void;
  end(id: string): void;
  endAll(): void;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const execProbe = async (context: PodContext, id: string, { exec, timeoutSeconds = 1 }: Probe): Promise<ProbeOutcome> => {
  const abort = new AbortController();
  const cancel = context.clock.after(timeoutSeconds * 1000, () => { abort.abort(); });
  const outcome = await runCommand(context.runtime, id, { command: exec?.command ?? [], signal: abort.signal })
    .then(({ exitCode, output }) => ({ ok: exitCode === 0, message: output }), (error: unknown) => ({ ok: false, message: messageOf(error) }));
  cancel();
  return abort.signal.aborted ? { ok: false, message: `command timed out after ${timeoutSeconds}s` } : outcome;
};

const tcpProbe = (context: PodContext, container: Container, { probe, podIp }: { readonly probe: Probe; readonly podIp: string }): Promise<ProbeOutcome> => {
  const { host = '', port = 0 } = probe.tcpSocket ?? {};
  return context.prober.tcp(host === '' ? podIp : host, portNumber(port, container), (probe.timeoutSeconds ?? 1) * 1000);
};

const podIpOf = ({ desired, node, sandbox }: PodContext): string =>
  desired().pod.spec?.hostNetwork === true ? node.hostIp : (sandbox()?.address ?? '');

const tryOnce = (context: PodContext, one: RuntimeContainer, { container, probe }: { readonly container: Container; readonly probe: Probe }): Promise<ProbeOutcome> => {
  if (probe.exec !== undefined) return execProbe(context, one.id, probe);
  const podIp = podIpOf(context);
  if (probe.httpGet === undefined) return tcpProbe(context, container, { probe, podIp });
  return context.prober.http(httpProbeRequest(probe.httpGet, container, podIp), (probe.timeoutSeconds ?? 1) * 1000);
};

interface Watch {
  readonly context: PodContext;
  readonly one: RuntimeContainer;
  readonly container: Container;
  readonly abort: AbortController;
  readonly cancels: Set<() => void>;
}

interface Series {
  readonly kind: ProbeKind;
  readonly probe: Probe;
  readonly onVerdict: (passed: boolean) => void;
}

const setResults = ({ context: { memory, remember }, one: { id } }: Watch, change: Partial<ProbeResults>): void => {
  const before = memory().probes.get(id);
  const after = { started: false, ready: false, ...before, ...change };
  if (before?.started === after.started && before.ready === after.ready && before.unhealthy === after.unhealthy) return;
  remember({ probes: withEntry(memory().probes, id, after) });
};

const later = ({ context, cancels }: Watch, delayMs: number, work: () => void): void => {
  const cancel = context.clock.after(delayMs, () => {
    cancels.delete(cancel);
    work();
  });
  cancels.add(cancel);
};

const noteUnhealthy = ({ context, one }: Watch, kind: ProbeKind, message: string): void => {
  context.note({ type: 'Warning', reason: 'Unhealthy', message: `${kind} probe failed: ${message}`, fieldPath: containerPath(context.desired(), one.container) });
};

/** Tries for ever at the probe's period; a startup series ends with its first verdict. */
const series = (watch: Watch, { kind, probe, onVerdict }: Series): void => {
  const { context, one, container, abort } = watch;
  const { periodSeconds = 10, initialDelaySeconds = 0 } = probe;
  let count: ProbeCount | undefined;
  const round = async (): Promise<void> => {
    const { ok, message } = await tryOnce(context, one, { container, probe });
    // Of a container that is being stopped nothing is asked any more.
    if (abort.signal.aborted || context.memory().stopping.has(one.id)) return;
    count = countResult(count, ok);
    if (!ok) noteUnhealthy(watch, kind, message);
    const verdict = verdictOf(probe, count);
    if (verdict !== 'open') onVerdict(verdict === 'passed');
    if (kind !== 'Startup' || verdict === 'open') again(periodSeconds * 1000);
  };
  const again = (delayMs: number): void => {
    later(watch, delayMs, () => { round().catch((error: unknown) => { context.logger.error('a probe failed to run', { error: messageOf(error) }); }); });
  };
  const nowMs = context.clock.now();
  again(Math.max(0, initialDelaySeconds * 1000 - (nowMs - (one.startedAtMs ?? nowMs))));
};

const fail = (watch: Watch, { terminationGracePeriodSeconds: graceSeconds }: Probe, kind: 'liveness' | 'startup'): void => {
  const message = `Container ${watch.one.container} failed ${kind} probe, will be restarted`;
  setResults(watch, { unhealthy: { message, ...(graceSeconds !== undefined && { graceSeconds }) } });
};

const afterStartup = (watch: Watch): void => {
  const { livenessProbe, readinessProbe } = watch.container;
  if (livenessProbe !== undefined) series(watch, { kind: 'Liveness', probe: livenessProbe, onVerdict: (passed) => { if (!passed) fail(watch, livenessProbe, 'liveness'); } });
  if (readinessProbe !== undefined) series(watch, { kind: 'Readiness', probe: readinessProbe, onVerdict: (ready) => { setResults(watch, { ready }); } });
};

const untilStarted = (watch: Watch, probe: Probe): void => {
  series(watch, {
    kind: 'Startup', probe,
    onVerdict: (passed) => {
      if (!passed) {
        fail(watch, probe, 'startup');
        return;
      }
      setResults(watch, { started: true });
      afterStartup(watch);
    },
  });
};

export const createProbeRunner = (context: PodContext): ProbeRunner => {
  const watches = new Map<string, Watch>();
  const end = (id: string): void => {
    const watch = watches.get(id);
    if (watch === undefined) return;
    watches.delete(id);
    watch.abort.abort();
    for (const cancel of watch.cancels) cancel();
    if (context.memory().probes.has(id)) context.remember({ probes: withoutEntry(context.memory().probes, id) });
  };
  return {
    begin: (one, container, earlier) => {
      if (watches.has(one.id)) return;
      const watch: Watch = { context, one, container, abort: new AbortController(), cancels: new Set() };
      watches.set(one.id, watch);
      const { startupProbe, readinessProbe } = container;
      const started = startupProbe === undefined || earlier?.started === true;
      setResults(watch, { started, ready: readinessProbe === undefined || (earlier?.ready ?? false) });
      if (startupProbe === undefined || started) afterStartup(watch);
      else untilStarted(watch, startupProbe);
    },
    end,
    endAll: () => { for (const id of [...watches.keys()]) end(id); },
  };
};
