import { expect } from 'chai';
import type { JsonObject } from '../../../../events/json.ts';
import { objectsAt } from '../../../../events/json-path.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';

const ref = { group: '', resource: 'pods', namespace: 'default', name: 'p' };
const admit = (tolerations: readonly JsonObject[], subresource?: string): readonly string[] => {
  const object = { spec: { tolerations } };
  const request = { operation: 'CREATE', ref, subresource, displayName: 'p', object, before: undefined, actor: 'a', find: () => undefined, list: () => [] } as const;
  return objectsAt(defaultTolerationSeconds.mutate?.(request) ?? object, 'spec', 'tolerations').map(({ key, tolerationSeconds }) => `${String(key ?? '*')} ${String(tolerationSeconds ?? 'for ever')}`);
};

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';

const cases: readonly { readonly name: string; readonly given: readonly JsonObject[]; readonly tolerations: readonly string[] }[] = [
  { name: 'gives a pod five minutes for both taints', given: [], tolerations: [`${NOT_READY} 300`, `${UNREACHABLE} 300`] },
  { name: 'leaves a taint the pod speaks of alone', given: [{ key: NOT_READY, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }], tolerations: [`${NOT_READY} 5`, `${UNREACHABLE} 300`] },
  { name: 'leaves a pod that tolerates everything alone', given: [{ operator: 'Exists' }], tolerations: ['* for ever'] },
  { name: 'does not take a toleration of scheduling for one of eviction', given: [{ key: NOT_READY, operator: 'Exists', effect: 'NoSchedule' }], tolerations: [`${NOT_READY} for ever`, `${NOT_READY} 300`, `${UNREACHABLE} 300`] },
];

describe('default toleration seconds', () => {
  for (const { name, given, tolerations } of cases) it(name, () => expect(admit(given)).to.deep.equal(tolerations));
  it('does not touch subresources', () => expect(admit([], 'binding')).to.deep.equal([]));
});
