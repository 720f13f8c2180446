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

const execProbe = async (context: PodContext, id: string, probe: Probe): Promise<ProbeOutcome> => {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  const abort = new AbortController();
  const cancel = context.clock.after(timeoutMs, () => { abort.abort(); });
  try {
    const { exitCode, output } = await runCommand(context.runtime, id, probe.exec?.command ?? [], abort.signal);
    return { ok: exitCode === 0 && !abort.signal.aborted, message: abort.signal.aborted ? `command timed out after ${timeoutMs / 1000}s` : output };
  } catch (error) {
    return { ok: false, message: abort.signal.aborted ? `command timed out after ${timeoutMs / 1000}s` : String(error instanceof Error ? error.message : error) };
  } finally {
    cancel();
  }
};

const tryOnce = (context: PodContext, one: RuntimeContainer, { container, probe }: { readonly container: Container; readonly probe: Probe }): Promise<ProbeOutcome> => {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  const podIp = context.desired().pod.spec?.hostNetwork === true ? context.node.hostIp : (context.sandbox()?.address ?? '');
  if (probe.exec !== undefined) return execProbe(context, one.id, probe);
  if (probe.httpGet !== undefined) return context.prober.http(httpProbeRequest(probe.httpGet, container, podIp), timeoutMs);
  const { host, port = 0 } = probe.tcpSocket ?? {};
  return context.prober.tcp(host === undefined || host === '' ? podIp : host, portNumber(port, container), timeoutMs);
};

interface Running {
  readonly abort: AbortController;
  readonly cancels: Set<() => void>;
}

interface Series {
  readonly kind: ProbeKind;
  readonly one: RuntimeContainer;
  readonly container: Container;
  readonly probe: Probe;
  readonly onVerdict: (passed: boolean, message: string) => void;
}

export const createProbeRunner = (context: PodContext): ProbeRunner => {
  const running = new Map<string, Running>();

  const results = (id: string, change: Partial<ProbeResults>): void => {
    const { memory, remember } = context;
    const before = memory().probes.get(id) ?? { started: false, ready: false };
    const after = { ...before, ...change };
    if (before.started === after.started && before.ready === after.ready && before.unhealthy === after.unhealthy && memory().probes.has(id)) return;
    remember({ probes: withEntry(memory().probes, id, after) });
  };
  const later = (watch: Running, delayMs: number, work: () => void): void => {
    const cancel = context.clock.after(delayMs, () => {
      watch.cancels.delete(cancel);
      work();
    });
    watch.cancels.add(cancel);
  };
  const unhealthyNote = ({ kind, one }: Series, message: string): void => {
    context.note({ type: 'Warning', reason: 'Unhealthy', message: `${kind} probe failed: ${message}`, fieldPath: containerPath(context.desired(), one.container) });
  };
  /** Tries for ever at the probe's period; a startup series ends with its first verdict. */
  const series = (watch: Running, each: Series): void => {
    let count: ProbeCount | undefined;
    const round = async (): Promise<void> => {
      const outcome = await tryOnce(context, each.one, each);
      if (watch.abort.signal.aborted) return;
      count = countResult(count, outcome.ok);
      if (!outcome.ok) unhealthyNote(each, outcome.message);
      const verdict = verdictOf(each.probe, count);
      if (verdict !== 'open') each.onVerdict(verdict === 'passed', outcome.message);
      if (each.kind !== 'Startup' || verdict === 'open') again((each.probe.periodSeconds ?? 10) * 1000);
    };
    const again = (delayMs: number): void => { later(watch, delayMs, () => { round().catch((error: unknown) => { context.logger.error('a probe failed to run', { error: String(error) }); }); }); };
    const sinceStartMs = context.clock.now() - (each.one.startedAtMs ?? context.clock.now());
    again(Math.max(0, (each.probe.initialDelaySeconds ?? 0) * 1000 - sinceStartMs));
  };
  const fail = (one: RuntimeContainer, probe: Probe, kind: 'liveness' | 'startup'): void => {
    const graceSeconds = probe.terminationGracePeriodSeconds;
    results(one.id, { unhealthy: { message: `Container ${one.container} failed ${kind} probe, will be restarted`, ...(graceSeconds !== undefined && { graceSeconds }) } });
  };
  const afterStartup = (watch: Running, one: RuntimeContainer, container: Container): void => {
    const { livenessProbe, readinessProbe } = container;
    if (livenessProbe !== undefined) series(watch, { kind: 'Liveness', one, container, probe: livenessProbe, onVerdict: (passed) => { if (!passed) fail(one, livenessProbe, 'liveness'); } });
    if (readinessProbe !== undefined) series(watch, { kind: 'Readiness', one, container, probe: readinessProbe, onVerdict: (passed) => { results(one.id, { ready: passed }); } });
  };
  const end = (id: string): void => {
    const watch = running.get(id);
    if (watch === undefined) return;
    running.delete(id);
    watch.abort.abort();
    for (const cancel of watch.cancels) cancel();
    if (context.memory().probes.has(id)) context.remember({ probes: withoutEntry(context.memory().probes, id) });
  };
  return {
    begin: (one, container, earlier) => {
      if (running.has(one.id)) return;
      const watch: Running = { abort: new AbortController(), cancels: new Set() };
      running.set(one.id, watch);
      const { startupProbe, readinessProbe } = container;
      const started = startupProbe === undefined || earlier?.started === true;
      results(one.id, { started, ready: readinessProbe === undefined || (earlier?.ready ?? false) });
      if (started || startupProbe === undefined) {
        afterStartup(watch, one, container);
        return;
      }
      series(watch, {
        kind: 'Startup', one, container, probe: startupProbe,
        onVerdict: (passed) => {
          if (!passed) {
            fail(one, startupProbe, 'startup');
            return;
          }
          results(one.id, { started: true });
          afterStartup(watch, one, container);
        },
      });
    },
    end,
    endAll: () => { for (const id of [...running.keys()]) end(id); },
  };
};
