import { expect } from 'chai';
import type { Telemetry } from '../kit/port.ts';
import type { DesiredPod } from './desired-pod.ts';
import { createPodSpans } from './pod-spans.ts';
import type { PodSpans } from './pod-spans.ts';

const pod = (action: DesiredPod['action'], traceparent?: string): DesiredPod => ({
  podUid: 'u', namespace: 'default', name: 'web', sequence: 1, revision: 'r', action, graceSeconds: 30,
  pod: { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'web', namespace: 'default', uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z' } },
  ...(traceparent !== undefined && { traceparent }),
});

/** Notes begins and ends as they happen; a span's context is `<parent>/<name>`. */
const recorded = (first: DesiredPod): { readonly spans: PodSpans; readonly seen: string[] } => {
  const seen: string[] = [];
  const telemetry: Telemetry = {
    span: async (name, { traceparent }, work) => {
      seen.push(`${traceparent} > ${name}`);
      try {
        return await work(`${traceparent}/${name}`);
      } finally {
        seen.push(`${name} ends`);
      }
    },
    counter: () => () => undefined, histogram: () => () => undefined, gauge: () => undefined,
  };
  return { spans: createPodSpans({ telemetry, node: 'n', first }), seen };
};

const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

describe('a pod\'s spans', () => {
  it('continue the trace of the assignment, with what is done to containers below', async () => {
    const { spans, seen } = recorded(pod('run', 'bind'));
    await spans.act({ do: 'createSandbox', attempt: 0, replaces: false }, () => Promise.resolve());
    await spans.act({ do: 'start', id: 'x', container: 'web' }, () => Promise.resolve());
    spans.started();
    spans.started();
    await settled();
    expect(seen).to.deep.equal([
      'bind > start pod', 'bind/start pod > create sandbox', 'create sandbox ends', 'bind/start pod > start container', 'start container ends', 'start pod ends',
    ]);
    expect(spans.traceparent(), 'readiness comes after the start').to.equal('bind/start pod');
  });

  it('end in the trace of what ends the pod', async () => {
    const { spans, seen } = recorded(pod('run', 'bind'));
    spans.assign(pod('run', 'label'));
    spans.assign(pod('terminate', 'delete'));
    expect(spans.traceparent()).to.equal('delete/stop pod');
    await spans.act({ do: 'stop', id: 'x', container: 'web', graceSeconds: 1, why: '' }, () => Promise.resolve());
    spans.gone();
    await settled();
    expect(seen.filter((line) => line.includes('stop'))).to.deep.equal(['delete > stop pod', 'delete/stop pod > stop container', 'stop container ends', 'stop pod ends']);
  });

  it('are none where no trace came with the assignment', async () => {
    const { spans, seen } = recorded(pod('run'));
    let acted = false;
    await spans.act({ do: 'start', id: 'x', container: 'web' }, () => { acted = true; return Promise.resolve(); });
    expect([acted, spans.traceparent(), seen]).to.deep.equal([true, undefined, []]);
  });

  it('let a fault through', async () => {
    const { spans } = recorded(pod('run', 'bind'));
    const fault = await spans.act({ do: 'kill', id: 'x' }, () => Promise.reject(new Error('away'))).catch((error: unknown) => error);
    expect(fault).to.be.instanceOf(Error);
  });
});
