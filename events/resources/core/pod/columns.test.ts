import { expect } from 'chai';
import type { JsonObject } from '../../../json.ts';
import { podColumns } from './columns.ts';

const NOW = Date.parse('2026-01-01T01:00:00Z');
const cells = (pod: JsonObject): Record<string, unknown> => Object.fromEntries(podColumns.map(({ name, cell }) => [name, cell(pod, NOW)]));
const shown = (pod: JsonObject): readonly unknown[] => [cells(pod)['Ready'], cells(pod)['Status'], cells(pod)['Restarts']];

const running = { state: { running: {} }, ready: true };
const crashed = { state: { waiting: { reason: 'CrashLoopBackOff' } }, restartCount: 2, lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:55:00Z' } } };
const pod = (status: JsonObject, more: JsonObject = {}): JsonObject => ({ metadata: { name: 'p' }, spec: { containers: [{ name: 'a' }, { name: 'b' }], ...more }, status: { phase: 'Running', ...status } });
const init = (status: JsonObject, container: JsonObject = {}): JsonObject =>
  pod({ phase: 'Pending', initContainerStatuses: [{ name: 'i', ...status }], containerStatuses: [{ state: { waiting: { reason: 'PodInitializing' } } }] }, { initContainers: [{ name: 'i', ...container }, { name: 'j' }] });

describe('the pod table', () => {
  const table: readonly (readonly [string, JsonObject, readonly unknown[]])[] = [
    ['a pod nobody has started is in its phase', pod({ phase: 'Pending' }), ['0/2', 'Pending', '0']],
    ['all containers run', pod({ containerStatuses: [running, running] }), ['2/2', 'Running', '0']],
    ['a crashing container names its back-off and when it last ended', pod({ containerStatuses: [running, crashed] }), ['1/2', 'CrashLoopBackOff', '2 (5m ago)']],
    ['the first container with a reason wins', pod({ containerStatuses: [{ state: { waiting: { reason: 'ErrImagePull' } } }, crashed] }), ['0/2', 'ErrImagePull', '2 (5m ago)']],
    ['an end without a reason shows its code', pod({ containerStatuses: [{ state: { terminated: { exitCode: 3 } } }] }), ['0/2', 'ExitCode:3', '0']],
    ['an end by a signal shows it', pod({ containerStatuses: [{ state: { terminated: { signal: 9, exitCode: 137 } } }] }), ['0/2', 'Signal:9', '0']],
    ['memory ran out', pod({ containerStatuses: [{ state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } }] }), ['0/2', 'OOMKilled', '0']],
    ['a finished pod is Completed', pod({ phase: 'Succeeded', containerStatuses: [{ state: { terminated: { reason: 'Completed' } } }] }), ['0/2', 'Completed', '0']],
    ['one finished beside one running and ready is Running', pod({ conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [running, { state: { terminated: { reason: 'Completed' } } }] }), ['1/2', 'Running', '0']],
    ['one finished beside one running but not ready is NotReady', pod({ containerStatuses: [running, { state: { terminated: { reason: 'Completed' } } }] }), ['1/2', 'NotReady', '0']],
    ['init containers count', init({ state: { running: {} } }), ['0/2', 'Init:0/2', '0']],
    ['a failing init container says why', init({ state: { waiting: { reason: 'CrashLoopBackOff' } }, restartCount: 3 }), ['0/2', 'Init:CrashLoopBackOff', '3']],
    ['a failed init container shows its code', init({ state: { terminated: { exitCode: 2 } } }), ['0/2', 'Init:ExitCode:2', '0']],
    ['after the init containers comes PodInitializing', init({ state: { terminated: { exitCode: 0 } } }), ['0/2', 'PodInitializing', '0']],
    ['a sidecar counts among the ready', init({ started: true, ready: true, restartCount: 1, state: { running: {} } }, { restartPolicy: 'Always' }), ['1/3', 'PodInitializing', '1']],
    ['an evicted pod says so', pod({ phase: 'Failed', reason: 'Evicted' }), ['0/2', 'Evicted', '0']],
    ['gates hold it back', pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }), ['0/2', 'SchedulingGated', '0']],
    ['a pod on its way out', { ...pod({ containerStatuses: [running, running] }), metadata: { name: 'p', deletionTimestamp: 'x' } }, ['2/2', 'Terminating', '0']],
    ['a finished pod on its way out stays Completed', { ...pod({ phase: 'Succeeded', containerStatuses: [{ state: { terminated: { reason: 'Completed' } } }] }), metadata: { deletionTimestamp: 'x' } }, ['0/2', 'Completed', '0']],
    ['a pod on a lost node is Unknown', { ...pod({ reason: 'NodeLost' }), metadata: { deletionTimestamp: 'x' } }, ['0/2', 'Unknown', '0']],
  ];
  for (const [name, object, want] of table) it(name, () => { expect(shown(object)).to.deep.equal(want); });

  it('has upstream\'s columns', () => {
    expect(podColumns.map(({ name, priority }) => `${name}${priority === 1 ? ' (wide)' : ''}`)).to.deep.equal([
      'Name', 'Ready', 'Status', 'Restarts', 'Age', 'IP (wide)', 'Node (wide)', 'Nominated Node (wide)', 'Readiness Gates (wide)',
    ]);
  });
  it('says <none> where there is nothing', () => {
    expect(cells(pod({}))).to.deep.include({ IP: '<none>', Node: '<none>', 'Nominated Node': '<none>', 'Readiness Gates': '<none>' });
  });
});
