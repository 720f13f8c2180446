import { expect } from 'chai';
import { useConformanceApi } from './conformance-api.ts';
import type { Loose } from './resource-client.ts';

const ACCEPT = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Group versions upstream's API server always has, each with resources of it. */
const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  '/v1': ['bindings', 'configmaps', 'endpoints', 'events', 'limitranges', 'namespaces', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'pods', 'podtemplates', 'replicationcontrollers', 'resourcequotas', 'secrets', 'serviceaccounts', 'services'],
  'admissionregistration.k8s.io/v1': ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations', 'validatingadmissionpolicies', 'validatingadmissionpolicybindings'],
  'apiextensions.k8s.io/v1': ['customresourcedefinitions'],
  'apiregistration.k8s.io/v1': ['apiservices'],
  'apps/v1': ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  'authentication.k8s.io/v1': ['tokenreviews', 'selfsubjectreviews'],
  'authorization.k8s.io/v1': ['localsubjectaccessreviews', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'subjectaccessreviews'],
  'autoscaling/v1': ['horizontalpodautoscalers'],
  'autoscaling/v2': ['horizontalpodautoscalers'],
  'batch/v1': ['cronjobs', 'jobs'],
  'certificates.k8s.io/v1': ['certificatesigningrequests'],
  'coordination.k8s.io/v1': ['leases'],
  'discovery.k8s.io/v1': ['endpointslices'],
  'events.k8s.io/v1': ['events'],
  'flowcontrol.apiserver.k8s.io/v1': ['flowschemas', 'prioritylevelconfigurations'],
  'networking.k8s.io/v1': ['ingressclasses', 'ingresses', 'networkpolicies', 'ipaddresses', 'servicecidrs'],
  'node.k8s.io/v1': ['runtimeclasses'],
  'policy/v1': ['poddisruptionbudgets'],
  'rbac.authorization.k8s.io/v1': ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'],
  'scheduling.k8s.io/v1': ['priorityclasses'],
  'storage.k8s.io/v1': ['csidrivers', 'csinodes', 'csistoragecapacities', 'storageclasses', 'volumeattachments', 'volumeattributesclasses'],
};

const resourcesOf = (document: Loose): Map<string, Loose> =>
  new Map(document.items.flatMap((group: Loose) => group.versions.map((version: Loose) => [`${group.metadata.name ?? ''}/${version.version}`, version])));

const expectBuiltIns = (documents: readonly Loose[]): void => {
  const found = new Map(documents.flatMap((document) => [...resourcesOf(document)]));
  for (const [groupVersion, resources] of Object.entries(BUILT_IN)) {
    const version = found.get(groupVersion);
    expect(version?.resources.map((each: Loose) => each.resource), groupVersion).include.members([...resources]);
    expect(version.freshness).equal('Current');
    for (const each of version.resources) expect(each, each.resource).include.keys('responseKind', 'scope', 'verbs', 'singularResource');
  }
};

describe('AggregatedDiscovery', () => {
  const api = useConformanceApi();

  it('supports the aggregated discovery interface: every built-in resource is in the two documents', async () => {
    const documents = await Promise.all(['/api', '/apis'].map(async (path) => (await api.ask('GET', path, { headers: { accept: `${ACCEPT},${ACCEPT.replace('v=v2', 'v=v2beta1')},application/json` } })).json));
    for (const document of documents) expect(document).include({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2' });
    expectBuiltIns(documents);
  });

  it('answers the raw endpoints by their Accept header', async () => {
    const documents: Loose[] = [];
    for (const path of ['/api', '/apis']) {
      const answered = await api.ask('GET', path, { headers: { accept: ACCEPT } });
      expect(answered.status, path).equal(200);
      const type = answered.headers.get('content-type') ?? answered.headers.get('Content-Type') ?? '';
      for (const part of ['application/json', 'g=apidiscovery.k8s.io', 'v=v2', 'as=APIGroupDiscoveryList']) expect(type).include(part);
      expect(answered.json.apiVersion).equal('apidiscovery.k8s.io/v2');
      documents.push(answered.json);
    }
    expectBuiltIns(documents);
  });
});
