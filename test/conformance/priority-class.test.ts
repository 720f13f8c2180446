import { expect } from 'chai';
import { expectLifecycle } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import { refusal } from './resource-client.ts';

describe('PriorityClass endpoints', () => {
  const api = useConformanceApi();

  it('can be operated with different HTTP methods', async () => {
    const classes = api.at('/apis/scheduling.k8s.io/v1/priorityclasses');
    for (const [name, value] of [['p1', 1], ['p2', 2]] as const) {
      const created = await classes.create({ metadata: { name }, value, description: 'A test class' });
      expect(created).include({ value, preemptionPolicy: 'PreemptLowerPriority' });
      // What may not change: the value and the preemption policy.
      for (const change of [{ value: value * 10 }, { preemptionPolicy: 'Never' }]) {
        expect((await refusal(classes.patch(name, change))).reason).equal('Invalid');
        expect((await refusal(classes.update({ ...created, ...change }))).reason).equal('Invalid');
      }
      const patched = await classes.patch(name, { description: 'patched' });
      expect(patched).include({ description: 'patched', value });
      const updated = await classes.update({ ...patched, description: 'updated' });
      expect(updated).include({ description: 'updated', value });
      expect(await classes.get(name)).include({ description: 'updated' });
    }
    expect((await classes.list()).items.filter(({ metadata }: { metadata: { name: string } }) => ['p1', 'p2'].includes(metadata.name))).length(2);
    await classes.remove('p1');
    await classes.remove('p2');
    await expectLifecycle(api, { group: 'scheduling.k8s.io', version: 'v1', resource: 'priorityclasses', kind: 'PriorityClass', object: () => ({ value: 3 }) });
  });
});
