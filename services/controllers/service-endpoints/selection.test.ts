import { assert } from 'chai';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { Change, Entry } from '../../../projections/cluster-state/cluster-state.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import type { PodParts } from '../../../test/support/service-model.ts';
import { clusterWithNode, NS, WEB, writePod, writeService } from '../../../test/support/service-model.ts';
import { keysOfPodChange } from './selection.ts';

const entryOf = (cluster: ModelCluster, parts: PodParts | undefined): Entry | undefined => {
  if (parts === undefined) return undefined;
  writePod(cluster, 'a', parts);
  return cluster.view().snapshot().get(pods, NS, 'a');
};

/** Keys of a change from the first version to the second; undefined is no pod. */
const keysOf = (was: PodParts | undefined, now: PodParts | undefined, cluster: ModelCluster): readonly string[] => {
  const before = entryOf(cluster, was);
  const entry = entryOf(cluster, now) ?? before;
  assert.exists(entry);
  const event: Change['event'] = { id: 'e', type: 't', actor: 'x', correlation: 'c', storedAtMs: 0, stream: 'EVENTS', sequence: 9 };
  return entry === undefined ? [] : keysOfPodChange({ operation: now === undefined ? 'delete' : 'put', entry, before, event }, cluster.view());
};

const withService = (): ModelCluster => {
  const cluster = clusterWithNode();
  writeService(cluster);
  return cluster;
};

const CASES: readonly (readonly [string, PodParts | undefined, PodParts | undefined, readonly string[]])[] = [
  ['a new pod without address concerns nobody', undefined, { ip: '' }, []],
  ['its address does', { ip: '' }, {}, [WEB]],
  ['nothing that endpoints do not say', {}, { spec: { activeDeadlineSeconds: 5 } }, []],
  ['readiness does', {}, { ready: false }, [WEB]],
  ['its end does', {}, { phase: 'Succeeded' }, [WEB]],
  ['its deletion does', {}, undefined, [WEB]],
  ['labels that match no longer do', {}, { labels: { app: 'other' } }, [WEB]],
  ['labels of no service do not', { labels: { app: 'other' } }, { labels: { app: 'other' }, ready: false }, []],
];

describe('services a pod concerns', () => {
  for (const [name, was, now, expected] of CASES) it(name, () => assert.deepEqual(keysOf(was, now, withService()), expected));

  it('are none, and no pod is read, in a namespace without services that select', () => {
    const cluster = clusterWithNode();
    writeService(cluster, { spec: { selector: undefined as never } });
    const view = { ...cluster.view(), read: () => assert.fail('a pod is read') };
    writePod(cluster, 'a');
    const entry = cluster.view().snapshot().get(pods, NS, 'a');
    assert.exists(entry);
    if (entry !== undefined) assert.deepEqual(keysOfPodChange({ operation: 'put', entry, before: undefined, event: { id: 'e', type: 't', actor: 'x', correlation: 'c', storedAtMs: 0, stream: 'EVENTS', sequence: 9 } }, view), []);
  });
});
