import type { JsonObject } from '../../../events/json.ts';
import type { StartObject } from './start-data.ts';

const GROUP = 'rbac.authorization.k8s.io';
const READ: readonly string[] = ['get', 'list', 'watch'];
const WRITE: readonly string[] = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const ALL: readonly string[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

const rule = (verbs: readonly string[], group: string, resources: readonly string[]): JsonObject => ({ verbs, apiGroups: [group], resources });
const urls = (nonResourceURLs: readonly string[]): JsonObject => ({ verbs: ['get'], nonResourceURLs });

const VIEW: readonly JsonObject[] = [
  rule(READ, '', [
    'configmaps', 'endpoints', 'persistentvolumeclaims', 'persistentvolumeclaims/status', 'pods', 'replicationcontrollers', 'replicationcontrollers/scale', 'serviceaccounts', 'services', 'services/status',
  ]),
  rule(READ, '', ['bindings', 'events', 'limitranges', 'namespaces/status', 'pods/log', 'pods/status', 'replicationcontrollers/status', 'resourcequotas', 'resourcequotas/status']),
  rule(READ, '', ['namespaces']),
  rule(READ, 'discovery.k8s.io', ['endpointslices']),
  rule(READ, 'apps', [
    'controllerrevisions', 'daemonsets', 'daemonsets/status', 'deployments', 'deployments/scale', 'deployments/status', 'replicasets', 'replicasets/scale', 'replicasets/status',
    'statefulsets', 'statefulsets/scale', 'statefulsets/status',
  ]),
  rule(READ, 'autoscaling', ['horizontalpodautoscalers', 'horizontalpodautoscalers/status']),
  rule(READ, 'batch', ['cronjobs', 'cronjobs/status', 'jobs', 'jobs/status']),
  rule(READ, 'policy', ['poddisruptionbudgets', 'poddisruptionbudgets/status']),
  rule(READ, 'networking.k8s.io', ['ingresses', 'ingresses/status', 'networkpolicies']),
];

const EDIT: readonly JsonObject[] = [
  rule(READ, '', ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'secrets', 'services/proxy']),
  rule(['impersonate'], '', ['serviceaccounts']),
  rule(WRITE, '', ['pods', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy']),
  rule(['create'], '', ['pods/eviction']),
  rule(WRITE, '', ['configmaps', 'events', 'persistentvolumeclaims', 'replicationcontrollers', 'replicationcontrollers/scale', 'secrets', 'serviceaccounts', 'services', 'services/proxy']),
  rule(['create'], '', ['serviceaccounts/token']),
  rule(WRITE, 'apps', ['daemonsets', 'deployments', 'deployments/rollback', 'deployments/scale', 'replicasets', 'replicasets/scale', 'statefulsets', 'statefulsets/scale']),
  rule(WRITE, 'autoscaling', ['horizontalpodautoscalers']),
  rule(WRITE, 'batch', ['cronjobs', 'jobs']),
  rule(WRITE, 'policy', ['poddisruptionbudgets']),
  rule(WRITE, 'networking.k8s.io', ['ingresses', 'networkpolicies']),
  rule(ALL, 'coordination.k8s.io', ['leases']),
];

const ADMIN: readonly JsonObject[] = [rule(['create'], 'authorization.k8s.io', ['localsubjectaccessreviews']), rule(ALL, GROUP, ['roles', 'rolebindings'])];

const metadata = (name: string, labels: JsonObject = {}): JsonObject => ({
  name, labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels }, annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
});

const clusterRole = (name: string, rules: readonly JsonObject[], more: { readonly labels?: JsonObject; readonly aggregates?: string } = {}): StartObject => ({
  ref: { group: GROUP, resource: 'clusterroles', namespace: '', name },
  object: {
    metadata: metadata(name, more.labels),
    rules,
    ...(more.aggregates !== undefined && { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [`${GROUP}/aggregate-to-${more.aggregates}`]: 'true' } }] } }),
  },
  kept: false,
});

const part = (of: string, rules: readonly JsonObject[]): StartObject => clusterRole(`system:aggregate-to-${of}`, rules, { labels: { [`${GROUP}/aggregate-to-${of}`]: 'true' } });

/** A role made of others: its label makes it a part of the next one. */
const sum = (name: string, rules: readonly JsonObject[], partOf?: string): StartObject =>
  clusterRole(name, rules, { aggregates: name, ...(partOf !== undefined && { labels: { [`${GROUP}/aggregate-to-${partOf}`]: 'true' } }) });

const binding = (name: string, groups: readonly string[]): StartObject => ({
  ref: { group: GROUP, resource: 'clusterrolebindings', namespace: '', name },
  object: { metadata: metadata(name), roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name }, subjects: groups.map((group) => ({ kind: 'Group', apiGroup: GROUP, name: group })) },
  kept: false,
});

const PUBLIC_URLS: readonly string[] = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const DISCOVERY_URLS: readonly string[] = ['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/openapi', '/openapi/*', '/readyz', '/version', '/version/'];

/** Roles and bindings every cluster has. The sums are written out, for nothing adds them up yet. */
export const rbacStartData: readonly StartObject[] = [
  clusterRole('cluster-admin', [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, { verbs: ['*'], nonResourceURLs: ['*'] }]),
  part('view', VIEW),
  part('edit', EDIT),
  part('admin', ADMIN),
  sum('view', VIEW, 'edit'),
  sum('edit', [...EDIT, ...VIEW], 'admin'),
  sum('admin', [...ADMIN, ...EDIT, ...VIEW]),
  clusterRole('system:basic-user', [
    rule(['create'], 'authorization.k8s.io', ['selfsubjectaccessreviews', 'selfsubjectrulesreviews']), rule(['create'], 'authentication.k8s.io', ['selfsubjectreviews']),
  ]),
  clusterRole('system:discovery', [urls(DISCOVERY_URLS)]),
  clusterRole('system:public-info-viewer', [urls(PUBLIC_URLS)]),
  clusterRole('system:service-account-issuer-discovery', [urls(['/.well-known/openid-configuration', '/.well-known/openid-configuration/', '/openid/v1/jwks', '/openid/v1/jwks/'])]),
  binding('cluster-admin', ['system:masters']),
  binding('system:basic-user', ['system:authenticated']),
  binding('system:discovery', ['system:authenticated']),
  binding('system:public-info-viewer', ['system:authenticated', 'system:unauthenticated']),
  binding('system:service-account-issuer-discovery', ['system:serviceaccounts']),
];
