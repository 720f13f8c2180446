import { expect } from 'chai';
import type { JsonObject } from '../../../json.ts';
import { podEventType } from './events.ts';
import { qosClassOf } from './qos-class.ts';
import { podStrategy } from './strategy.ts';

const base: JsonObject = { metadata: {}, spec: {}, status: { phase: 'Pending' } };
const status = (more: JsonObject): JsonObject => ({ ...base, spec: { nodeName: 'n' }, status: { phase: 'Running', ...more } });
const ended = (reason: string, exitCode: number, id = '1'): JsonObject => ({ terminated: { reason, exitCode, containerID: id } });
const container = (more: JsonObject): JsonObject => status({ containerStatuses: [{ name: 'c', ...more }] });

describe('labels of pod events', () => {
  const table: readonly (readonly [string, JsonObject | undefined, JsonObject, string | undefined])[] = [
    ['a create is left to the default', undefined, base, undefined],
    ['a node given', base, { ...base, spec: { nodeName: 'n' } }, 'PodBound'],
    ['a deletion begun', base, { ...base, metadata: { deletionTimestamp: 't' } }, 'PodTerminating'],
    ['running at last', { ...status({}), status: { phase: 'Pending' } }, status({}), 'PodStarted'],
    ['done', status({}), status({ phase: 'Succeeded' }), 'PodSucceeded'],
    ['failed', status({}), status({ phase: 'Failed' }), 'PodFailed'],
    ['evicted', status({}), status({ phase: 'Failed', reason: 'Evicted' }), 'PodEvicted'],
    ['a container crashed', container({ state: { running: {} } }), container({ state: ended('Error', 1) }), 'ContainerCrashed'],
    ['a container ran out of memory', container({ state: { running: {} } }), container({ state: ended('OOMKilled', 137) }), 'ContainerOOMKilled'],
    ['out of memory and running again', container({ restartCount: 0 }), container({ restartCount: 1, lastState: ended('OOMKilled', 137), state: { running: {} } }), 'ContainerOOMKilled'],
    ['a container runs again', container({ restartCount: 0, state: ended('Error', 1) }), container({ restartCount: 1, lastState: ended('Error', 1), state: { running: {} } }), 'ContainerRestarted'],
    ['backing off is no new end', container({ state: ended('Error', 1) }), container({ lastState: ended('Error', 1), state: { waiting: { reason: 'CrashLoopBackOff' } } }), undefined],
    ['a container is through', container({}), container({ state: ended('Completed', 0) }), 'ContainerCompleted'],
    ['ready', status({}), status({ conditions: [{ type: 'Ready', status: 'True' }] }), 'PodReady'],
    ['no longer ready', status({ conditions: [{ type: 'Ready', status: 'True' }] }), status({ conditions: [{ type: 'Ready', status: 'False' }] }), 'PodUnready'],
    ['no node fits', base, { ...base, status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] } }, 'PodUnschedulable'],
    ['nothing that has a name', base, { ...base, metadata: { labels: { a: 'b' } } }, undefined],
  ];
  for (const [name, before, after, want] of table) it(`${name}: ${want ?? 'no label'}`, () => { expect(podEventType(before, after)).to.equal(want); });
});

describe('strategy of pods', () => {
  const resources = (requests: JsonObject, limits: JsonObject): JsonObject => ({ resources: { requests, limits } });
  const qos: readonly (readonly [string, readonly JsonObject[], string])[] = [
    ['nothing asked for', [{}], 'BestEffort'],
    ['requests alone', [resources({ cpu: '1' }, {})], 'Burstable'],
    ['limits alike for both resources', [resources({ cpu: '1', memory: '1Gi' }, { cpu: '1000m', memory: '1Gi' })], 'Guaranteed'],
    ['one container without limits', [resources({ cpu: '1', memory: '1Gi' }, { cpu: '1', memory: '1Gi' }), {}], 'Burstable'],
    ['memory alone', [resources({ memory: '1Gi' }, { memory: '1Gi' })], 'Burstable'],
    ['other resources do not count', [resources({ 'x.io/gpu': '1' }, { 'x.io/gpu': '1' })], 'BestEffort'],
  ];
  for (const [name, containers, want] of qos) it(`${name} is ${want}`, () => { expect(qosClassOf({ spec: { containers } })).to.equal(want); });

  it('a new pod is Pending whatever its maker says', () => {
    expect(podStrategy.prepareCreate?.({ ...base, status: { phase: 'Running' } })['status']).to.deep.equal({ phase: 'Pending', qosClass: 'BestEffort' });
  });
  const grace: readonly (readonly [string, JsonObject, number])[] = [
    ['a running pod has the time its spec gives', { spec: { nodeName: 'n', terminationGracePeriodSeconds: 5 }, status: { phase: 'Running' } }, 5],
    ['a pod on no node goes at once', { spec: { terminationGracePeriodSeconds: 5 } }, 0],
    ['a finished pod goes at once', { spec: { nodeName: 'n', terminationGracePeriodSeconds: 5 }, status: { phase: 'Failed' } }, 0],
    ['a negative time counts as one second', { spec: { nodeName: 'n', terminationGracePeriodSeconds: -1 } }, 1],
  ];
  for (const [name, pod, want] of grace) it(name, () => { expect(podStrategy.deleteGraceSeconds?.(pod)).to.equal(want); });
});
