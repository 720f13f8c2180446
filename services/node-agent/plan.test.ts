import { expect } from 'chai';
import fc from 'fast-check';
import type { JsonObject } from '../../events/json.ts';
import { NOW_MS, desiredPod, ended, planInputOf, podContainer, runs, sandbox, settled } from '../../test/support/agent-fixtures.ts';
import type { Action } from './action.ts';
import { actionKey } from './action.ts';
import type { PlanInput } from './plan.ts';
import { planPod } from './plan.ts';
import { freshMemory } from './pod-memory.ts';
import type { RuntimeContainer } from './port.ts';

const text = (action: Action): string => {
  if (action.do === 'createContainer') return `create ${action.container} #${action.attempt}`;
  if (action.do === 'createSandbox') return `create sandbox #${action.attempt}`;
  if (action.do === 'resolveImage') return `image ${action.container}`;
  return 'id' in action ? `${action.do} ${action.id}` : action.do;
};
const never = { restartPolicy: 'Never' };
const terminate = desiredPod({}, { action: 'terminate', graceSeconds: 10 });
const withInit = { initContainers: [podContainer('one'), podContainer('two')] };
const withSidecar = { initContainers: [podContainer('proxy', { restartPolicy: 'Always' })] };
const withConfigMap = { volumes: [{ name: 'v', configMap: { name: 'settings' } }] };
const withDebug = desiredPod({ ephemeralContainers: [podContainer('debug')] });
const HALF = { milliCpuRequest: 500, milliCpuLimit: 500, memoryLimitBytes: 0 };
const resized = (resizePolicy: readonly JsonObject[] = []): PlanInput['desired'] => desiredPod({ containers: [podContainer('web', { resources: { limits: { cpu: '1' } }, resizePolicy })] });
const stopping = (id: string, agoMs: number, graceSeconds = 10): PlanInput['memory'] => settled(['web'], { stopping: new Map([[id, { startedAtMs: NOW_MS - agoMs, graceSeconds, why: '' }]]) });

interface Case {
  readonly containers: readonly RuntimeContainer[];
  readonly with?: Partial<PlanInput>;
  readonly does: readonly string[];
  /** Milliseconds from now. */
  readonly again?: number;
}

const CASES: Readonly<Record<string, Case>> = {
  'a new pod gets its sandbox, volumes and image at once': { containers: [], with: { memory: freshMemory(NOW_MS) }, does: ['create sandbox #0', 'mountVolumes', 'image web'] },
  'a container is made while its sandbox starts': { containers: [sandbox({ state: 'created' })], does: ['start sandbox-0', 'create web #0'] },
  'a container waits for its sandbox to run before it starts': { containers: [sandbox({ state: 'created' }), runs('web', { state: 'created' })], does: ['start sandbox-0'] },
  'a made container starts in a running sandbox': { containers: [sandbox(), runs('web', { state: 'created' })], does: ['start web-0'] },
  'a running pod is left alone': { containers: [sandbox(), runs()], does: [] },
  'a container waits for its volumes': { containers: [sandbox()], with: { memory: settled(['web'], { volumes: { reason: '', message: '', retryAtMs: NOW_MS + 500, delayMs: 500 } }) }, does: [], again: 500 },
  'what volumes are made of is looked at again after a minute': { containers: [sandbox(), runs()], with: { desired: desiredPod(withConfigMap), memory: settled(['web'], { volumesAtMs: NOW_MS - 60_000 }) }, does: ['mountVolumes'] },
  'and not before': { containers: [sandbox(), runs()], with: { desired: desiredPod(withConfigMap), memory: settled(['web'], { volumesAtMs: NOW_MS - 20_000 }) }, does: [], again: 40_000 },
  'an image that failed is tried again only after its delay': {
    containers: [sandbox()], does: [], again: 9000,
    with: { memory: settled(['web'], { images: new Map([['web', { state: 'failed', reference: 'app:1', reason: 'ErrImagePull', message: '', failedAtMs: NOW_MS - 3000, retryAtMs: NOW_MS + 9000, delayMs: 12_000 }]]) }) },
  },
  'a crashed container restarts at once the first time, as the next attempt': { containers: [sandbox(), ended(1)], does: ['create web #1'] },
  'a container that crashed before waits for its back-off': { containers: [sandbox(), ended(1)], with: { memory: settled(['web'], { backOffs: new Map([['web', { delayMs: 10_000, updatedAtMs: NOW_MS - 2000 }]]) }) }, does: [], again: 9000 },
  'a back-off is forgotten after ten good minutes': {
    containers: [sandbox(), ended(1)], does: ['create web #1'],
    with: { memory: settled(['web'], { backOffs: new Map([['web', { delayMs: 300_000, updatedAtMs: NOW_MS - 700_000 }]]) }) },
  },
  'OnFailure restarts a failed container': { containers: [sandbox(), ended(1)], with: { desired: desiredPod({ restartPolicy: 'OnFailure' }) }, does: ['create web #1'] },
  'OnFailure leaves a successful one, and its sandbox goes': { containers: [sandbox(), ended(0)], with: { desired: desiredPod({ restartPolicy: 'OnFailure' }) }, does: ['kill sandbox-0'] },
  'Never leaves a failed one, and its sandbox goes': { containers: [sandbox(), ended(1)], with: { desired: desiredPod(never) }, does: ['kill sandbox-0'] },
  'a finished pod with its sandbox gone is at rest': { containers: [sandbox({ state: 'exited' }), ended(0)], with: { desired: desiredPod(never) }, does: [] },
  'the first init container comes alone': { containers: [sandbox()], with: { desired: desiredPod(withInit), memory: settled(['web', 'one', 'two']) }, does: ['create one #0'] },
  'the second follows the success of the first': { containers: [sandbox(), ended(0, 'one')], with: { desired: desiredPod(withInit), memory: settled(['web', 'one', 'two']) }, does: ['create two #0'] },
  'the app follows the last': { containers: [sandbox(), ended(0, 'one'), ended(0, 'two')], with: { desired: desiredPod(withInit), memory: settled(['web', 'one', 'two']) }, does: ['create web #0'] },
  'a failed init container runs again': { containers: [sandbox(), ended(1, 'one')], with: { desired: desiredPod(withInit), memory: settled(['web', 'one', 'two']) }, does: ['create one #1'] },
  'a failed init container of a Never pod ends it': { containers: [sandbox(), ended(1, 'one')], with: { desired: desiredPod({ ...withInit, ...never }) }, does: ['kill sandbox-0'] },
  'init containers run again in a new sandbox': {
    containers: [sandbox({ attempt: 1, createdAtMs: NOW_MS - 10 }), ended(0, 'one'), ended(0, 'two'), ended(137)],
    with: { desired: desiredPod(withInit), memory: settled(['web', 'one', 'two']) }, does: ['create one #1'],
  },
  'the app waits until its sidecar has started': { containers: [sandbox(), runs('proxy')], with: { desired: desiredPod(withSidecar), memory: settled(['web', 'proxy'], { probes: new Map([['proxy-0', { started: false, ready: false }]]) }) }, does: [] },
  'the app follows a started sidecar': { containers: [sandbox(), runs('proxy')], with: { desired: desiredPod(withSidecar), memory: settled(['web', 'proxy']) }, does: ['create web #0'] },
  'a sidecar that ended restarts beside the running app': { containers: [sandbox(), ended(0, 'proxy'), runs()], with: { desired: desiredPod(withSidecar), memory: settled(['web', 'proxy']) }, does: ['create proxy #1'] },
  'a dead sandbox stops what ran in it': { containers: [sandbox({ state: 'exited' }), runs()], does: ['stop web-0'] },
  'a dead sandbox is removed when nothing runs in it': { containers: [sandbox({ state: 'exited' }), ended(137)], does: ['remove sandbox-0'] },
  'a removed sandbox is replaced by the next attempt': { containers: [ended(137)], with: { memory: settled(['web'], { sandboxFloor: 1 }) }, does: ['create sandbox #1'] },
  'a container that failed its liveness probe is stopped': { containers: [sandbox(), runs()], with: { memory: settled(['web'], { probes: new Map([['web-0', { started: true, ready: true, unhealthy: { message: 'sick' } }]]) }) }, does: ['stop web-0'] },
  'a container whose image was changed is stopped': { containers: [sandbox(), runs('web', { image: 'app:0' })], does: ['stop web-0'] },
  'a changed image is looked for before the restart': { containers: [sandbox(), ended(143, 'web', { image: 'app:1' })], with: { desired: desiredPod({ containers: [podContainer('web', { image: 'app:2' })] }) }, does: ['image web'] },
  'termination asks the containers to stop': { containers: [sandbox(), runs()], with: { desired: terminate }, does: ['stop web-0'] },
  'termination waits for the grace': { containers: [sandbox(), runs()], with: { desired: terminate, memory: stopping('web-0', 4000) }, does: [], again: 6000 },
  'termination kills when the grace is over': { containers: [sandbox(), runs()], with: { desired: terminate, memory: stopping('web-0', 10_000) }, does: ['kill web-0'] },
  'a shorter grace asked for later counts from the first request': { containers: [sandbox(), runs()], with: { desired: { ...terminate, graceSeconds: 1 }, memory: stopping('web-0', 4000) }, does: ['kill web-0'] },
  'a dead container stays until its end is on record, its sandbox goes': { containers: [sandbox(), ended(0)], with: { desired: terminate }, does: ['remove sandbox-0'] },
  'a dead container goes once its end is on record': { containers: [ended(0)], with: { desired: terminate, memory: settled(['web'], { acknowledged: new Set(['web-0']) }) }, does: ['remove web-0'] },
  'a deleted pod needs no record': { containers: [sandbox(), ended(0)], with: { desired: { ...terminate, deleted: true } }, does: ['remove sandbox-0', 'remove web-0'] },
  'the files go last': { containers: [], with: { desired: terminate }, does: ['removeFiles'] },
  'a made container that never ran is simply removed': { containers: [sandbox(), runs('web', { state: 'created' })], with: { desired: terminate }, does: ['remove web-0'] },
  'sidecars stop after the app': { containers: [sandbox(), runs('proxy'), runs()], with: { desired: { ...desiredPod(withSidecar), action: 'terminate', graceSeconds: 10 } }, does: ['stop web-0'] },
  'old instances go once on record, the newest two stay': {
    containers: [sandbox(), ended(1, 'web', { attempt: 0 }), ended(1, 'web', { attempt: 1 }), runs('web', { attempt: 2 })],
    with: { memory: settled(['web'], { acknowledged: new Set(['web-0', 'web-1']) }) }, does: ['remove web-0'],
  },
  'an ephemeral container starts in a running pod': { containers: [sandbox(), runs()], with: { desired: withDebug, memory: settled(['web', 'debug']) }, does: ['create debug #0'] },
  'it does not wait for init containers': { containers: [sandbox(), runs('one')], with: { desired: desiredPod({ ...withInit, ephemeralContainers: [podContainer('debug')] }), memory: settled(['web', 'one', 'two', 'debug']) }, does: ['create debug #0'] },
  'it never starts again': { containers: [sandbox(), runs(), ended(0, 'debug')], with: { desired: withDebug, memory: settled(['web', 'debug']) }, does: [] },
  'not even when nothing is left of it': { containers: [sandbox(), runs()], with: { desired: withDebug, memory: settled(['web', 'debug'], { attemptFloors: new Map([['debug', 1]]) }) }, does: [] },
  'it holds no pod back from ending': { containers: [sandbox(), ended(0), runs('debug')], with: { desired: desiredPod({ ...never, ephemeralContainers: [podContainer('debug')] }) }, does: ['stop debug-0'] },
  'a container with other resources than its spec is resized': { containers: [sandbox(), runs('web', { resources: HALF })], with: { desired: resized() }, does: ['resize web-0'] },
  'one with the same is left alone': { containers: [sandbox(), runs('web', { resources: { ...HALF, milliCpuRequest: 1000, milliCpuLimit: 1000 } })], with: { desired: resized() }, does: [] },
  'it is stopped where its policy wants a restart': { containers: [sandbox(), runs('web', { resources: HALF })], with: { desired: resized([{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }]) }, does: ['stop web-0'] },
  'but not for another resource': { containers: [sandbox(), runs('web', { resources: HALF })], with: { desired: resized([{ resourceName: 'memory', restartPolicy: 'RestartContainer' }]) }, does: ['resize web-0'] },
  'a resize that failed is tried again later': {
    containers: [sandbox(), runs('web', { resources: HALF })], does: [], again: 4000,
    with: { desired: resized(), memory: settled(['web'], { resizeFailures: new Map([['web-0', { reason: 'Error', message: 'busy', retryAtMs: NOW_MS + 4000, delayMs: 4000 }]]) }) },
  },
  'an unsupported pod is never run': { containers: [], with: { unsupported: true, memory: freshMemory(NOW_MS) }, does: [] },
  'an evicted pod is stopped': { containers: [sandbox(), runs()], with: { desired: { ...desiredPod(), pod: { ...desiredPod().pod, status: { phase: 'Failed' } } } }, does: ['stop web-0'] },
  'a pod past its deadline is marked': { containers: [sandbox(), runs()], with: { desired: desiredPod({ activeDeadlineSeconds: 60 }) }, does: ['exceedDeadline'] },
  'a pod before its deadline is looked at again then': { containers: [sandbox(), runs()], with: { desired: desiredPod({ activeDeadlineSeconds: 180 }) }, does: [], again: 60_000 },
};

describe('planPod', () => {
  for (const [name, { containers, with: more = {}, does, again }] of Object.entries(CASES)) {
    it(name, () => {
      const { actions, againAtMs } = planPod(planInputOf(containers, more));
      expect(actions.map(text)).to.deep.equal(does);
      if (again !== undefined) expect(againAtMs).to.equal(NOW_MS + again);
    });
  }

  const anyContainer = fc.record({ attempt: fc.nat(3), state: fc.constantFrom<RuntimeContainer['state']>('created', 'running', 'exited'), exitCode: fc.nat(2), isSandbox: fc.boolean(), name: fc.constantFrom('web', 'one', 'proxy') });
  const anyInput = fc.record({ containers: fc.array(anyContainer, { maxLength: 6 }), policy: fc.constantFrom('Always', 'OnFailure', 'Never'), action: fc.constantFrom<'run' | 'terminate'>('run', 'terminate'), acknowledged: fc.boolean() }).map(({ containers, policy, action, acknowledged }) => {
    const distinct = new Map(containers.map(({ attempt, state, exitCode, isSandbox, name }) => {
      const made = isSandbox ? sandbox({ attempt, state, id: `sandbox-${attempt}` }) : runs(name, { attempt, state, exitCode });
      return [made.id, made] as const;
    }));
    const desired = desiredPod({ restartPolicy: policy, initContainers: [podContainer('one'), podContainer('proxy', { restartPolicy: 'Always' })] }, { action, graceSeconds: 5 });
    const memory = settled(['web', 'one', 'proxy'], { sandboxFloor: 4, ...(acknowledged && { acknowledged: new Set(distinct.keys()) }) });
    return planInputOf([...distinct.values()], { desired, memory });
  });

  it('never makes an attempt that was made before, whatever it sees', () => {
    fc.assert(fc.property(anyInput, (input) => {
      for (const action of planPod(input).actions) {
        if (action.do === 'createContainer') expect(input.observed.containers.get(action.container)?.every(({ attempt }) => attempt < action.attempt) ?? true).to.equal(true);
        if (action.do === 'createSandbox') expect(input.observed.sandboxes.every(({ attempt }) => attempt < action.attempt)).to.equal(true);
      }
    }));
  });

  it('never removes an ended container whose end is not on record', () => {
    fc.assert(fc.property(anyInput, (input) => {
      const dead = [...input.observed.containers.values()].flat().filter(({ id, state }) => state === 'exited' && !input.memory.acknowledged.has(id)).map(({ id }) => id);
      for (const action of planPod(input).actions) if (action.do === 'remove') expect(dead).not.to.include(action.id);
    }));
  });

  it('never asks for the same action twice in one plan', () => {
    fc.assert(fc.property(anyInput, (input) => {
      const keys = planPod(input).actions.map(actionKey);
      expect(new Set(keys).size).to.equal(keys.length);
    }));
  });
});
