import { expect } from 'chai';
import { useConformanceApi } from './conformance-api.ts';
import type { Loose } from './resource-client.ts';

describe('Discovery', () => {
  const api = useConformanceApi();
  const groups = async (): Promise<readonly Loose[]> => {
    const answered = await api.ask('GET', '/apis');
    expect(answered.json).include({ kind: 'APIGroupList', apiVersion: 'v1' });
    expect(answered.json.groups, 'groups').length.above(10);
    return answered.json.groups;
  };

  it('validates PreferredVersion for each APIGroup', async () => {
    for (const group of await groups()) {
      const alone = (await api.ask('GET', `/apis/${group.name}`)).json;
      expect(alone, group.name).include({ kind: 'APIGroup', name: group.name });
      expect(alone.preferredVersion).deep.equal(group.preferredVersion);
      const versions = alone.versions.filter((each: Loose) => each.groupVersion === alone.preferredVersion.groupVersion && each.version === alone.preferredVersion.version);
      expect(versions, `${group.name} lists the version it prefers`).length(1);
    }
  });

  it('locates the groupVersion and a resource within each APIGroup', async () => {
    const one = new Map([['admissionregistration.k8s.io', 'validatingwebhookconfigurations'], ['apiextensions.k8s.io', 'customresourcedefinitions'], ['apiregistration.k8s.io', 'apiservices'], ['apps', 'deployments'],
      ['authentication.k8s.io', 'tokenreviews'], ['authorization.k8s.io', 'selfsubjectaccessreviews'], ['autoscaling', 'horizontalpodautoscalers'], ['batch', 'jobs'], ['certificates.k8s.io', 'certificatesigningrequests'],
      ['coordination.k8s.io', 'leases'], ['discovery.k8s.io', 'endpointslices'], ['events.k8s.io', 'events'], ['flowcontrol.apiserver.k8s.io', 'flowschemas'], ['networking.k8s.io', 'ingresses'], ['node.k8s.io', 'runtimeclasses'],
      ['policy', 'poddisruptionbudgets'], ['rbac.authorization.k8s.io', 'clusterroles'], ['scheduling.k8s.io', 'priorityclasses'], ['storage.k8s.io', 'csinodes']]);
    const served = new Set((await groups()).map(({ name }) => name as string));
    for (const [name, resource] of one) {
      expect([...served], 'groups').include(name);
      const { versions } = (await api.ask('GET', `/apis/${name}`)).json;
      for (const { groupVersion } of versions) {
        const list = (await api.ask('GET', `/apis/${groupVersion}`)).json;
        expect(list).include({ kind: 'APIResourceList', groupVersion });
        expect(list.resources.map((each: Loose) => each.name), groupVersion).include(resource);
      }
    }
  });
});
