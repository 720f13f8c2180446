import { expect } from 'chai';
import type { JsonObject } from '../../../../events/json.ts';
import { admitted, aRequest } from '../admission-request.fixture.ts';
import { runtimeClass } from './runtime-class.ts';

const toleration = { key: 'gvisor', operator: 'Exists' };
const plain: JsonObject = { metadata: { name: 'plain' }, handler: 'runc' };
const sandboxed: JsonObject = { metadata: { name: 'sandboxed' }, handler: 'gvisor', overhead: { podFixed: { cpu: '100m' } }, scheduling: { nodeSelector: { sandbox: 'yes' }, tolerations: [toleration] } };

const cases: readonly { readonly name: string; readonly spec: JsonObject; readonly want: JsonObject | string }[] = [
  { name: 'a pod without a class stays as it is', spec: {}, want: {} },
  { name: 'a class of no demands changes nothing', spec: { runtimeClassName: 'plain' }, want: { runtimeClassName: 'plain' } },
  { name: 'a class must exist', spec: { runtimeClassName: 'none' }, want: 'pods "x" is forbidden: pod rejected: RuntimeClass "none" not found' },
  { name: 'a pod pays the overhead and goes where the runtime is', spec: { runtimeClassName: 'sandboxed', nodeSelector: { disk: 'ssd' } }, want: { runtimeClassName: 'sandboxed', nodeSelector: { disk: 'ssd', sandbox: 'yes' }, overhead: { cpu: '100m' }, tolerations: [toleration] } },
  { name: 'a toleration is not repeated', spec: { runtimeClassName: 'sandboxed', tolerations: [toleration] }, want: { runtimeClassName: 'sandboxed', nodeSelector: { sandbox: 'yes' }, overhead: { cpu: '100m' }, tolerations: [toleration] } },
  { name: 'a pod may not ask for another place', spec: { runtimeClassName: 'sandboxed', nodeSelector: { sandbox: 'no' } }, want: 'pods "x" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[sandbox] = yes; pod.spec.nodeSelector[sandbox] = no' },
  { name: 'a pod has no overhead of its own', spec: { overhead: { cpu: '1' } }, want: 'pods "x" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead' },
  { name: 'a pod may repeat the overhead but not differ', spec: { runtimeClassName: 'sandboxed', overhead: { cpu: '1' } }, want: 'pods "x" is forbidden: pod rejected: Pod Overhead set does not match RuntimeClass Overhead' },
];

describe('runtime class admission', () => {
  for (const { name, spec, want } of cases) {
    it(name, () => expect(admitted(runtimeClass, aRequest({ group: '', resource: 'pods' }, { spec }, { others: { runtimeclasses: [plain, sandboxed] } }))).deep.equal(typeof want === 'string' ? want : { spec: want }));
  }
});
