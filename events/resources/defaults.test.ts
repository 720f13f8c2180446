import { expect } from 'chai';
import type { Json, JsonObject } from '../json.ts';
import { valueAt } from '../json-path.ts';
import { createKinds } from './registry.ts';

const kinds = createKinds();

const defaulted = (kind: string, group: string, object: JsonObject): JsonObject => {
  const compiled = kinds.byKind(group, group === 'autoscaling' && kind !== 'Scale' ? 'v2' : 'v1', kind);
  if (compiled === undefined) throw new Error(`no kind ${kind}`);
  const once = compiled.normalize(compiled.default(compiled.decode(object).object));
  expect(compiled.normalize(compiled.default(once)), 'defaulting twice changes nothing').deep.equal(once);
  expect(new TextDecoder().decode(compiled.encode({ ...once, metadata: { name: 'x', resourceVersion: '7' } })).startsWith(`${compiled.prefix}"name":"x"}`)).equal(true);
  return once;
};

interface Case {
  readonly title: string;
  readonly kind: string;
  readonly group?: string;
  readonly object: JsonObject;
  readonly at: readonly string[];
  readonly value: Json | undefined;
}

const container = (fields: JsonObject): JsonObject => ({ spec: { containers: [{ name: 'c', image: 'busybox', ...fields }] } });
const image = (reference: string): JsonObject => ({ spec: { containers: [{ name: 'c', image: reference }] } });
const first = ['spec', 'containers', '0'];

const CASES: readonly Case[] = [
  { title: 'a container without a tag is always pulled', kind: 'Pod', object: image('busybox'), at: [...first, 'imagePullPolicy'], value: 'Always' },
  { title: 'so is one tagged latest', kind: 'Pod', object: image('localhost:5000/a/b:latest'), at: [...first, 'imagePullPolicy'], value: 'Always' },
  { title: 'a registry’s port is no tag', kind: 'Pod', object: image('localhost:5000/a/b'), at: [...first, 'imagePullPolicy'], value: 'Always' },
  { title: 'any other tag is pulled when missing', kind: 'Pod', object: image('a/b:1'), at: [...first, 'imagePullPolicy'], value: 'IfNotPresent' },
  { title: 'so is a digest', kind: 'Pod', object: image('a/b@sha256:00'), at: [...first, 'imagePullPolicy'], value: 'IfNotPresent' },
  { title: 'a chosen pull policy stays', kind: 'Pod', object: container({ imagePullPolicy: 'Never' }), at: [...first, 'imagePullPolicy'], value: 'Never' },
  { title: 'termination messages are a file', kind: 'Pod', object: container({}), at: [...first, 'terminationMessagePath'], value: '/dev/termination-log' },
  { title: 'ports speak TCP', kind: 'Pod', object: container({ ports: [{ containerPort: 80 }] }), at: [...first, 'ports'], value: [{ containerPort: 80, protocol: 'TCP' }] },
  {
    title: 'probes get their periods', kind: 'Pod', object: container({ readinessProbe: { httpGet: { port: 'web' } } }), at: [...first, 'readinessProbe'],
    value: { httpGet: { path: '/', port: 'web', scheme: 'HTTP' }, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
  },
  {
    title: 'requests follow limits in a pod', kind: 'Pod', object: container({ resources: { limits: { cpu: '0.5', memory: '1Gi' }, requests: { cpu: '100m' } } }), at: [...first, 'resources', 'requests'],
    value: { cpu: '100m', memory: '1Gi' },
  },
  {
    title: 'but not in a template', kind: 'ReplicaSet', group: 'apps', object: { spec: { template: container({ resources: { limits: { cpu: '1' } } }) } },
    at: ['spec', 'template', ...first, 'resources'], value: { limits: { cpu: '1' } },
  },
  { title: 'amounts finer than a thousandth are rounded up', kind: 'Pod', object: container({ resources: { requests: { cpu: '1500u' } } }), at: [...first, 'resources', 'requests', 'cpu'], value: '2m' },
  { title: 'on the host’s network ports are host ports', kind: 'Pod', object: { spec: { hostNetwork: true, containers: [{ name: 'c', ports: [{ containerPort: 80 }] }] } }, at: [...first, 'ports', '0', 'hostPort'], value: 80 },
  { title: 'a pod restarts always', kind: 'Pod', object: container({}), at: ['spec', 'restartPolicy'], value: 'Always' },
  { title: 'a pod has an empty security context', kind: 'Pod', object: container({}), at: ['spec', 'securityContext'], value: {} },
  { title: 'a pod has service links', kind: 'Pod', object: container({}), at: ['spec', 'enableServiceLinks'], value: true },
  { title: 'a template does not say', kind: 'Deployment', group: 'apps', object: { spec: { template: container({}) } }, at: ['spec', 'template', 'spec', 'enableServiceLinks'], value: undefined },
  { title: 'grace of zero stays', kind: 'Pod', object: { spec: { terminationGracePeriodSeconds: 0, containers: [] } }, at: ['spec', 'terminationGracePeriodSeconds'], value: 0 },
  { title: 'the old name of the service account follows', kind: 'Pod', object: { spec: { serviceAccountName: 'robot', containers: [] } }, at: ['spec', 'serviceAccount'], value: 'robot' },
  { title: 'and leads when it is alone', kind: 'Pod', object: { spec: { serviceAccount: 'robot', containers: [] } }, at: ['spec', 'serviceAccountName'], value: 'robot' },
  { title: 'a field reference is to v1', kind: 'Pod', object: container({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }), at: [...first, 'env', '0', 'valueFrom', 'fieldRef', 'apiVersion'], value: 'v1' },
  { title: 'a divisor is written even when zero', kind: 'Pod', object: container({ env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }] }), at: [...first, 'env', '0', 'valueFrom', 'resourceFieldRef', 'divisor'], value: '0' },
  { title: 'a volume without a source is an emptyDir', kind: 'Pod', object: { spec: { volumes: [{ name: 'v' }] } }, at: ['spec', 'volumes', '0'], value: { name: 'v', emptyDir: {} } },
  { title: 'volumes of secrets have mode 0644', kind: 'Pod', object: { spec: { volumes: [{ name: 'v', secret: { secretName: 's' } }] } }, at: ['spec', 'volumes', '0', 'secret', 'defaultMode'], value: 420 },
  { title: 'a projected token lives an hour', kind: 'Pod', object: { spec: { volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }] } }, at: ['spec', 'volumes', '0', 'projected', 'sources', '0', 'serviceAccountToken', 'expirationSeconds'], value: 3600 },
  { title: 'the first pod address is also podIP', kind: 'Pod', object: { status: { podIPs: [{ ip: '10.0.0.1' }] } }, at: ['status', 'podIP'], value: '10.0.0.1' },
  { title: 'podIP alone becomes a list', kind: 'Pod', object: { status: { podIP: '10.0.0.1' } }, at: ['status', 'podIPs'], value: [{ ip: '10.0.0.1' }] },
  { title: 'a deployment has one replica', kind: 'Deployment', group: 'apps', object: {}, at: ['spec', 'replicas'], value: 1 },
  { title: 'zero replicas stay', kind: 'Deployment', group: 'apps', object: { spec: { replicas: 0 } }, at: ['spec', 'replicas'], value: 0 },
  { title: 'it rolls a quarter at a time', kind: 'Deployment', group: 'apps', object: {}, at: ['spec', 'strategy'], value: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } } },
  { title: 'a chosen surge stays', kind: 'Deployment', group: 'apps', object: { spec: { strategy: { rollingUpdate: { maxSurge: 0 } } } }, at: ['spec', 'strategy', 'rollingUpdate'], value: { maxUnavailable: '25%', maxSurge: 0 } },
  { title: 'Recreate has no rolling parameters', kind: 'Deployment', group: 'apps', object: { spec: { strategy: { type: 'Recreate' } } }, at: ['spec', 'strategy'], value: { type: 'Recreate' } },
  { title: 'a deployment gives up after ten minutes', kind: 'Deployment', group: 'apps', object: {}, at: ['spec', 'progressDeadlineSeconds'], value: 600 },
  { title: 'a service port targets itself', kind: 'Service', object: { spec: { ports: [{ port: 80 }] } }, at: ['spec', 'ports'], value: [{ protocol: 'TCP', port: 80, targetPort: 80 }] },
  { title: 'a service is a ClusterIP without affinity', kind: 'Service', object: {}, at: ['spec'], value: { type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' } },
  { title: 'client affinity lasts three hours', kind: 'Service', object: { spec: { sessionAffinity: 'ClientIP' } }, at: ['spec', 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds'], value: 10_800 },
  { title: 'a load balancer takes node ports', kind: 'Service', object: { spec: { type: 'LoadBalancer' } }, at: ['spec', 'allocateLoadBalancerNodePorts'], value: true },
  { title: 'an external name has no traffic policy', kind: 'Service', object: { spec: { type: 'ExternalName', externalName: 'x' } }, at: ['spec', 'internalTrafficPolicy'], value: undefined },
  { title: 'a namespace wears its name', kind: 'Namespace', object: { metadata: { name: 'team' } }, at: ['metadata', 'labels'], value: { 'kubernetes.io/metadata.name': 'team' } },
  { title: 'a secret is opaque', kind: 'Secret', object: {}, at: ['type'], value: 'Opaque' },
  { title: 'stringData goes over data', kind: 'Secret', object: { data: { a: 'eA==', b: 'eA==' }, stringData: { a: 'ä' } }, at: ['data'], value: { a: 'w6Q=', b: 'eA==' } },
  { title: 'and is not kept', kind: 'Secret', object: { stringData: { a: 'x' } }, at: ['stringData'], value: undefined },
  { title: 'a node can give all it has', kind: 'Node', object: { status: { capacity: { cpu: '4' } } }, at: ['status', 'allocatable'], value: { cpu: '4' } },
  { title: 'endpoint ports speak TCP', kind: 'EndpointSlice', group: 'discovery.k8s.io', object: { ports: [{ port: 80 }] }, at: ['ports'], value: [{ name: '', protocol: 'TCP', port: 80 }] },
  { title: 'required empty lists are written', kind: 'EndpointSlice', group: 'discovery.k8s.io', object: { endpoints: null }, at: ['endpoints'], value: [] },
  { title: 'a null creationTimestamp is dropped', kind: 'ConfigMap', object: { metadata: { name: 'x', creationTimestamp: null } }, at: ['metadata'], value: { name: 'x' } },
  { title: 'a null label is empty', kind: 'ConfigMap', object: { metadata: { labels: { a: null } } }, at: ['metadata', 'labels'], value: { a: '' } },
  { title: 'a stateful set starts its one pod in order', kind: 'StatefulSet', group: 'apps', object: {}, at: ['spec', 'podManagementPolicy'], value: 'OrderedReady' },
  { title: 'it rolls all pods, one at a time', kind: 'StatefulSet', group: 'apps', object: {}, at: ['spec', 'updateStrategy'], value: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 1 } } },
  { title: 'a chosen partition stays', kind: 'StatefulSet', group: 'apps', object: { spec: { updateStrategy: { rollingUpdate: { partition: 2 } } } }, at: ['spec', 'updateStrategy', 'rollingUpdate', 'partition'], value: 2 },
  { title: 'a rolling update asked for without limits has none', kind: 'StatefulSet', group: 'apps', object: { spec: { updateStrategy: { type: 'RollingUpdate' } } }, at: ['spec', 'updateStrategy'], value: { type: 'RollingUpdate' } },
  { title: 'OnDelete has no limits', kind: 'StatefulSet', group: 'apps', object: { spec: { updateStrategy: { type: 'OnDelete' } } }, at: ['spec', 'updateStrategy'], value: { type: 'OnDelete' } },
  { title: 'claims outlive it', kind: 'StatefulSet', group: 'apps', object: {}, at: ['spec', 'persistentVolumeClaimRetentionPolicy'], value: { whenDeleted: 'Retain', whenScaled: 'Retain' } },
  { title: 'a claim template says what it is', kind: 'StatefulSet', group: 'apps', object: { spec: { volumeClaimTemplates: [{ metadata: { name: 'd' } }] } }, at: ['spec', 'volumeClaimTemplates', '0', 'kind'], value: 'PersistentVolumeClaim' },
  { title: 'a daemon set rolls node by node', kind: 'DaemonSet', group: 'apps', object: {}, at: ['spec', 'updateStrategy'], value: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } },
  { title: 'a job is one pod', kind: 'Job', group: 'batch', object: {}, at: ['spec', 'completions'], value: 1 },
  { title: 'several at once may all end it', kind: 'Job', group: 'batch', object: { spec: { parallelism: 3 } }, at: ['spec', 'completions'], value: undefined },
  { title: 'completions run one by one', kind: 'Job', group: 'batch', object: { spec: { completions: 3 } }, at: ['spec', 'parallelism'], value: 1 },
  { title: 'it fails six times', kind: 'Job', group: 'batch', object: {}, at: ['spec', 'backoffLimit'], value: 6 },
  { title: 'or without end when each index has its limit', kind: 'Job', group: 'batch', object: { spec: { backoffLimitPerIndex: 1 } }, at: ['spec', 'backoffLimit'], value: 2_147_483_647 },
  { title: 'pods that go are replaced at once', kind: 'Job', group: 'batch', object: {}, at: ['spec', 'podReplacementPolicy'], value: 'TerminatingOrFailed' },
  { title: 'but only ended ones under a failure policy', kind: 'Job', group: 'batch', object: { spec: { podFailurePolicy: { rules: [] } } }, at: ['spec', 'podReplacementPolicy'], value: 'Failed' },
  { title: 'conditions of a failure policy are true', kind: 'Job', group: 'batch', object: { spec: { podFailurePolicy: { rules: [{ onPodConditions: [{ type: 'X' }] }] } } }, at: ['spec', 'podFailurePolicy', 'rules', '0', 'onPodConditions', '0', 'status'], value: 'True' },
  { title: 'it wears its pods’ labels', kind: 'Job', group: 'batch', object: { spec: { template: { metadata: { labels: { a: 'b' } } } } }, at: ['metadata', 'labels'], value: { a: 'b' } },
  { title: 'its own labels stay', kind: 'Job', group: 'batch', object: { metadata: { labels: { c: 'd' } }, spec: { template: { metadata: { labels: { a: 'b' } } } } }, at: ['metadata', 'labels'], value: { c: 'd' } },
  { title: 'jobs may overlap and few are kept', kind: 'CronJob', group: 'batch', object: { spec: { schedule: '@daily' } }, at: ['spec'], value: { schedule: '@daily', concurrencyPolicy: 'Allow', suspend: false, jobTemplate: { spec: { template: { metadata: {}, spec: { containers: [], restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst', securityContext: {}, schedulerName: 'default-scheduler' } } }, metadata: {} }, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 } },
  { title: 'a job template is not a job yet', kind: 'CronJob', group: 'batch', object: {}, at: ['spec', 'jobTemplate', 'spec', 'completions'], value: undefined },
  { title: 'an autoscaler keeps CPUs busy', kind: 'HorizontalPodAutoscaler', group: 'autoscaling', object: {}, at: ['spec', 'metrics'], value: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }] },
  { title: 'one pod at least', kind: 'HorizontalPodAutoscaler', group: 'autoscaling', object: {}, at: ['spec', 'minReplicas'], value: 1 },
  { title: 'a behavior that says anything says everything', kind: 'HorizontalPodAutoscaler', group: 'autoscaling', object: { spec: { behavior: { scaleUp: { selectPolicy: 'Min' } } } }, at: ['spec', 'behavior', 'scaleUp'], value: { stabilizationWindowSeconds: 0, selectPolicy: 'Min', policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }] } },
  { title: 'the window for fewer pods is left to the controller', kind: 'HorizontalPodAutoscaler', group: 'autoscaling', object: { spec: { behavior: {} } }, at: ['spec', 'behavior', 'scaleDown'], value: { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] } },
  { title: 'no behavior stays none', kind: 'HorizontalPodAutoscaler', group: 'autoscaling', object: {}, at: ['spec', 'behavior'], value: undefined },
  { title: 'a budget has no defaults', kind: 'PodDisruptionBudget', group: 'policy', object: {}, at: ['spec'], value: {} },
  { title: 'a scale of nothing is zero', kind: 'Scale', group: 'autoscaling', object: {}, at: ['spec'], value: {} },
];

const at = (value: Json | undefined, path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>((current, step) => (Array.isArray(current) ? (current[Number(step)] as Json | undefined) : valueAt(current, step)), value);

describe('defaults and normal form of kinds', () => {
  for (const { title, kind, group, object, at: path, value } of CASES) {
    it(`${kind}: ${title}`, () => {
      expect(at(defaulted(kind, group ?? '', object), path)).deep.equal(value);
    });
  }

  it('keeps data keys that are names of object members', () => {
    const object = JSON.parse('{"metadata":{"name":"x"},"data":{"__proto__":"a","constructor":"b","10":"c","9":"d"}}') as JsonObject;
    const { data } = defaulted('ConfigMap', '', object) as { data: JsonObject };
    expect(Object.entries(data).sort()).deep.equal([['10', 'c'], ['9', 'd'], ['__proto__', 'a'], ['constructor', 'b']]);
  });

  it('names unknown fields by their path and drops them', () => {
    const pod = kinds.of({ group: '', resource: 'pods' });
    const decoded = pod?.decode({ foo: 1, metadata: { Name: 'x', labels: { any: 'thing' } }, spec: { containers: [{ name: 'a' }, { name: 'b', imagePullpolicy: 'x' }] } });
    expect(decoded?.unknown).deep.equal(['foo', 'metadata.Name', 'spec.containers[1].imagePullpolicy']);
    expect(decoded?.object).deep.equal({ metadata: { labels: { any: 'thing' } }, spec: { containers: [{ name: 'a' }, { name: 'b' }] } });
  });

  it('never changes its argument', () => {
    const frozen = (value: Json): Json => {
      if (typeof value !== 'object' || value === null) return value;
      for (const item of Object.values(value)) frozen(item as Json);
      return Object.freeze(value);
    };
    for (const { kind, group, object } of CASES) defaulted(kind, group ?? '', frozen(structuredClone(object)) as JsonObject);
  });
});
