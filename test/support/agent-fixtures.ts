import type { JsonObject } from '../../events/json.ts';
import type { DesiredPod } from '../../services/node-agent/desired-pod.ts';
import type { PlanInput } from '../../services/node-agent/plan.ts';
import { observedPod } from '../../services/node-agent/observed-pod.ts';
import type { PodMemory } from '../../services/node-agent/pod-memory.ts';
import { freshMemory } from '../../services/node-agent/pod-memory.ts';
import type { RuntimeContainer } from '../../services/node-agent/port.ts';

export const NOW_MS = Date.parse('2026-01-01T00:10:00Z');

const container = (name: string, more: JsonObject = {}): JsonObject => ({ name, image: 'app:1', imagePullPolicy: 'IfNotPresent', resources: {}, ...more });

/** A pod of container `web`; `spec` goes over its spec. */
export const desiredPod = (spec: JsonObject = {}, more: Partial<DesiredPod> = {}): DesiredPod => {
  const pod: DesiredPod['pod'] = JSON.parse(JSON.stringify({
    kind: 'Pod', apiVersion: 'v1',
    metadata: { name: 'web', namespace: 'default', uid: 'uid', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, containers: [container('web')], ...spec },
    status: { phase: 'Pending' },
  }));
  return { podUid: 'uid', namespace: 'default', name: 'web', sequence: 1, revision: 'r', action: 'run', pod, ...more };
};

export const podContainer = container;

const one = (role: RuntimeContainer['role'], name: string, more: Partial<RuntimeContainer>): RuntimeContainer => ({
  role, podUid: 'uid', namespace: 'default', pod: 'web', container: name, attempt: 0, id: `${name === '' ? 'sandbox' : name}-${more.attempt ?? 0}`, state: 'running',
  createdAtMs: NOW_MS - 60_000, startedAtMs: NOW_MS - 60_000, image: 'app:1', imageId: 'sha256:1', ...more,
});

export const sandbox = (more: Partial<RuntimeContainer> = {}): RuntimeContainer => one('sandbox', '', { createdAtMs: NOW_MS - 61_000, address: '10.0.0.2', ...more });
export const runs = (name = 'web', more: Partial<RuntimeContainer> = {}): RuntimeContainer => one('container', name, more);
export const ended = (exitCode: number, name = 'web', more: Partial<RuntimeContainer> = {}): RuntimeContainer =>
  one('container', name, { state: 'exited', exitCode, finishedAtMs: NOW_MS - 1000, ...more });

/** Volumes mounted, images at hand, probes passed. */
export const settled = (names: readonly string[] = ['web'], more: Partial<PodMemory> = {}): PodMemory => ({
  ...freshMemory(NOW_MS - 120_000),
  volumes: 'ready',
  images: new Map(names.map((name) => [name, { state: 'ready', reference: 'app:1', info: { id: 'sha256:1', user: '' } }])),
  probes: new Map(names.map((name) => [`${name}-0`, { started: true, ready: true }])),
  ...more,
});

export const planInputOf = (containers: readonly RuntimeContainer[], more: Partial<PlanInput> = {}): PlanInput =>
  ({ desired: desiredPod(), observed: observedPod(containers), memory: settled(), nowMs: NOW_MS, unsupported: false, ...more });
