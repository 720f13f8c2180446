import { expect } from 'chai';
import { objectsAt, stringAt, valueAt } from '../../events/json-path.ts';
import type { JsonObject } from '../../events/json.ts';
import { NOW_MS, desiredPod, ended, planInputOf, podContainer, runs, sandbox, settled } from '../../test/support/agent-fixtures.ts';
import type { PlanInput } from './plan.ts';
import { freshMemory } from './pod-memory.ts';
import type { RuntimeContainer } from './port.ts';
import { podStatus } from './status.ts';

const statusOf = (containers: readonly RuntimeContainer[], more: Partial<PlanInput> = {}): JsonObject =>
  podStatus(planInputOf(containers, more), { runtimeName: 'docker', hostIp: '192.0.2.1' });
const web = (status: JsonObject): JsonObject => objectsAt(status, 'containerStatuses').find(({ name }) => name === 'web') ?? {};
const condition = (status: JsonObject, type: string): JsonObject => objectsAt(status, 'conditions').find((each) => each.type === type) ?? {};
const never = desiredPod({ restartPolicy: 'Never' });

describe('podStatus', () => {
  const PHASES: Readonly<Record<string, { readonly containers: readonly RuntimeContainer[]; readonly with?: Partial<PlanInput>; readonly phase: string }>> = {
    'nothing runs yet': { containers: [], phase: 'Pending' },
    'the container is made': { containers: [sandbox(), runs('web', { state: 'created' })], phase: 'Pending' },
    'the container runs': { containers: [sandbox(), runs()], phase: 'Running' },
    'a restarting container has ended': { containers: [sandbox(), ended(1)], phase: 'Running' },
    'all succeeded and none restarts': { containers: [sandbox(), ended(0)], with: { desired: never }, phase: 'Succeeded' },
    'one failed and none restarts': { containers: [sandbox(), ended(1)], with: { desired: never }, phase: 'Failed' },
    'OnFailure restarts the failed one': { containers: [sandbox(), ended(1)], with: { desired: desiredPod({ restartPolicy: 'OnFailure' }) }, phase: 'Running' },
    'an init container runs': { containers: [sandbox(), runs('one')], with: { desired: desiredPod({ initContainers: [podContainer('one')] }) }, phase: 'Pending' },
    'an init container failed for good': { containers: [sandbox(), ended(1, 'one')], with: { desired: desiredPod({ restartPolicy: 'Never', initContainers: [podContainer('one')] }) }, phase: 'Failed' },
    'one of two containers has not run yet': { containers: [sandbox(), runs()], with: { desired: desiredPod({ containers: [podContainer('web'), podContainer('two')] }) }, phase: 'Pending' },
    'a deleted pod whose containers ended well': { containers: [ended(0)], with: { desired: desiredPod({}, { action: 'terminate' }) }, phase: 'Succeeded' },
    'a deleted pod whose container was killed': { containers: [ended(137)], with: { desired: desiredPod({}, { action: 'terminate' }) }, phase: 'Failed' },
    'the deadline is over': { containers: [sandbox(), runs()], with: { memory: settled(['web'], { deadlineExceeded: true }) }, phase: 'Failed' },
  };
  for (const [name, { containers, with: more, phase }] of Object.entries(PHASES)) {
    it(`is ${phase} when ${name}`, () => { expect(statusOf(containers, more).phase).to.equal(phase); });
  }

  it('names addresses, start and conditions of a ready pod', () => {
    const status = statusOf([sandbox(), runs()]);
    expect(status).to.deep.include({ hostIP: '192.0.2.1', hostIPs: [{ ip: '192.0.2.1' }], podIP: '10.0.0.2', podIPs: [{ ip: '10.0.0.2' }], startTime: '2026-01-01T00:08:00Z' });
    expect(objectsAt(status, 'conditions').map((each) => `${stringAt(each, 'type')}=${stringAt(each, 'status')}`)).to.deep.equal(['PodReadyToStartContainers=True', 'Initialized=True', 'Ready=True', 'ContainersReady=True']);
    expect(web(status)).to.deep.include({ state: { running: { startedAt: '2026-01-01T00:09:00Z' } }, lastState: {}, ready: true, started: true, restartCount: 0, containerID: 'docker://web-0', imageID: 'docker://sha256:1' });
  });

  it('says which containers are not ready', () => {
    const status = statusOf([sandbox(), runs()], { memory: settled(['web'], { probes: new Map([['web-0', { started: true, ready: false }]]) }) });
    expect(condition(status, 'Ready')).to.include({ status: 'False', reason: 'ContainersNotReady', message: 'containers with unready status: [web]' });
  });

  it('keeps the time of a condition that stays', () => {
    const before = { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2025-01-01T00:00:00Z' }, { type: 'ContainersReady', status: 'False', lastTransitionTime: '2025-01-01T00:00:00Z' }] };
    const status = statusOf([sandbox(), runs()], { memory: settled(['web'], { status: before }) });
    expect(condition(status, 'Ready').lastTransitionTime).to.equal('2025-01-01T00:00:00Z');
    expect(condition(status, 'ContainersReady').lastTransitionTime).to.equal('2026-01-01T00:10:00Z');
  });

  it('shows ephemeral containers apart, and does not wait for them', () => {
    const status = statusOf([sandbox(), runs()], { desired: desiredPod({ ephemeralContainers: [podContainer('debug')] }) });
    expect(condition(status, 'Ready')).to.include({ status: 'True' });
    expect(objectsAt(status, 'ephemeralContainerStatuses').map(({ name, ready, restartCount, state }) => ({ name, ready, restartCount, state }))).to.deep.equal([{ name: 'debug', ready: false, restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }]);
  });

  const limited = desiredPod({ containers: [podContainer('web', { resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } })] });
  const resources = (milliCpu: number): NonNullable<RuntimeContainer['resources']> => ({ milliCpuRequest: milliCpu, milliCpuLimit: milliCpu, memoryLimitBytes: 0 });
  it('tells what a running container has, and that a resize is under way', () => {
    const done = statusOf([sandbox(), runs('web', { resources: resources(1000) })], { desired: limited });
    expect(web(done).resources).to.deep.equal({ limits: { cpu: '1' }, requests: { cpu: '1' } });
    expect(condition(done, 'PodResizeInProgress')).to.deep.equal({});
    const before = { containerStatuses: [{ name: 'web', resources: { limits: { cpu: '500m' } } }] };
    const under = statusOf([sandbox(), runs('web', { resources: resources(500) })], { desired: limited, memory: settled(['web'], { status: before }) });
    expect(web(under).resources).to.deep.equal({ limits: { cpu: '500m' } });
    expect(condition(under, 'PodResizeInProgress')).to.deep.include({ status: 'True', lastTransitionTime: '2026-01-01T00:10:00Z' });
  });
  it('says why a resize failed, or has to wait', () => {
    const memory = settled(['web'], { resizeFailures: new Map([['web-0', { reason: 'Error', message: 'busy', retryAtMs: 0, delayMs: 0 }]]), pendingResize: { reason: 'Deferred', message: 'later' } });
    const status = statusOf([sandbox(), runs('web', { resources: resources(500) })], { desired: limited, memory });
    expect(condition(status, 'PodResizeInProgress')).to.include({ reason: 'Error', message: 'busy' });
    expect(condition(status, 'PodResizePending')).to.include({ reason: 'Deferred', message: 'later' });
  });

  it('is Ready only with its gates', () => {
    const status = statusOf([sandbox(), runs()], { desired: desiredPod({ readinessGates: [{ conditionType: 'example.com/gate' }] }) });
    expect(condition(status, 'Ready')).to.include({ status: 'False', reason: 'ReadinessGatesNotReady' });
    expect(condition(status, 'ContainersReady')).to.include({ status: 'True' });
  });

  const STATES: Readonly<Record<string, { readonly containers: readonly RuntimeContainer[]; readonly with?: Partial<PlanInput>; readonly state: string; readonly reason: string }>> = {
    'ContainerCreating before anything is made': { containers: [], state: 'waiting', reason: 'ContainerCreating' },
    'PodInitializing while init containers run': { containers: [sandbox()], with: { desired: desiredPod({ initContainers: [podContainer('one')] }) }, state: 'waiting', reason: 'PodInitializing' },
    'Completed after success': { containers: [ended(0)], with: { desired: never }, state: 'terminated', reason: 'Completed' },
    'Error after failure': { containers: [ended(2)], with: { desired: never }, state: 'terminated', reason: 'Error' },
    'OOMKilled when memory ran out': { containers: [ended(137, 'web', { oomKilled: true })], with: { desired: never }, state: 'terminated', reason: 'OOMKilled' },
    'ContainerCannotRun when it could not be started': { containers: [ended(127, 'web', { startError: 'no such file' })], with: { desired: never }, state: 'terminated', reason: 'ContainerCannotRun' },
    'ContainerStatusUnknown when it vanished': { containers: [ended(137)], with: { desired: never, memory: settled(['web'], { lost: new Set(['web-0']) }) }, state: 'terminated', reason: 'ContainerStatusUnknown' },
    'CrashLoopBackOff while it waits': { containers: [sandbox(), ended(1)], with: { memory: settled(['web'], { backOffs: new Map([['web', { delayMs: 160_000, updatedAtMs: NOW_MS }]]) }) }, state: 'waiting', reason: 'CrashLoopBackOff' },
    'the failure of its configuration': { containers: [sandbox()], with: { memory: settled(['web'], { createFailures: new Map([['web', { reason: 'CreateContainerConfigError', message: 'm', retryAtMs: 0, delayMs: 0 }]]) }) }, state: 'waiting', reason: 'CreateContainerConfigError' },
  };
  for (const [name, { containers, with: more, state, reason }] of Object.entries(STATES)) {
    it(`shows ${name}`, () => { expect(valueAt(web(statusOf(containers, more)), 'state', state, 'reason')).to.equal(reason); });
  }

  it('shows a failed pull first as ErrImagePull, then as ImagePullBackOff', () => {
    const memory = (agoMs: number) => settled(['web'], { images: new Map([['web', { state: 'failed' as const, reference: 'app:1', reason: 'ErrImagePull', message: 'no', failedAtMs: NOW_MS - agoMs, retryAtMs: NOW_MS + 1, delayMs: 1 }]]) });
    expect(valueAt(web(statusOf([sandbox()], { memory: memory(1000) })), 'state', 'waiting', 'reason')).to.equal('ErrImagePull');
    expect(valueAt(web(statusOf([sandbox()], { memory: memory(3000) })), 'state', 'waiting')).to.deep.equal({ reason: 'ImagePullBackOff', message: 'Back-off pulling image "app:1": ErrImagePull: no' });
  });

  it('keeps the end before as lastState, and words a long back-off as Go does', () => {
    const again = statusOf([sandbox(), ended(3), runs('web', { attempt: 1 })]);
    expect(valueAt(web(again), 'lastState', 'terminated', 'exitCode')).to.equal(3);
    expect(web(again).restartCount).to.equal(1);
    const waiting = statusOf([sandbox(), ended(1)], { memory: settled(['web'], { backOffs: new Map([['web', { delayMs: 160_000, updatedAtMs: NOW_MS }]]) }) });
    expect(valueAt(web(waiting), 'state', 'waiting', 'message')).to.equal('back-off 2m40s restarting failed container=web pod=web_default(uid)');
  });

  it('shows the address an ended pod had', () => {
    const memory = settled(['web'], { status: { podIP: '10.0.0.9' } });
    expect(statusOf([sandbox({ state: 'exited' }), ended(0)], { desired: never, memory }).podIP).to.equal('10.0.0.9');
    expect(statusOf([], { memory: freshMemory(NOW_MS, { podIP: '10.0.0.9' }) }).podIP).to.equal(undefined);
  });
});
