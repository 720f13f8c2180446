import { endpointsList } from '../../../events/resources/core/endpoints/schema.ts';
import { namespaces } from '../../../events/resources/core/namespace/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import { services } from '../../../events/resources/core/service/schema.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import type { Plan, Reconciler, View } from '../../kit/reconciler.ts';
import { isSelecting, keysOfPodChange, podsOf } from '../service-endpoints/selection.ts';
import { namespacedKey, notesAbout, splitKey } from '../workload/refs.ts';
import { ENDPOINTS_CONTROLLER, MANAGED_BY_LABEL, planEndpoints, planRemoval } from './plan.ts';

const RESYNC_MS = 600_000;

const planFor = (view: View, key: string): Plan => {
  const { namespace, name } = splitKey(key);
  const service = view.get(services, namespace, name)?.object;
  const endpoints = view.get(endpointsList, namespace, name);
  if (service === undefined) return endpoints === undefined || endpoints.object.metadata.deletionTimestamp !== undefined ? { batches: [] } : planRemoval(endpoints);
  if (!isSelecting(service)) return { batches: [] };
  // Nothing can be made in a namespace that goes; what is there goes with it.
  if (view.get(namespaces, '', namespace)?.object.metadata.deletionTimestamp !== undefined) return { batches: [] };
  return planEndpoints({ service, pods: podsOf(view, service), endpoints });
};

/** Endpoints that somebody deleted while their service is there are made again. */
const keysOfEndpoints = ({ entry, operation }: Change, view: View): readonly string[] =>
  (operation === 'delete' && view.snapshot().get(services, entry.namespace, entry.name) !== undefined ? [namespacedKey(entry)] : []);

/** Services that have endpoints made here, and endpoints whose service went unnoticed; those of users are left alone. */
const allKeys = (view: View): readonly string[] => [
  ...view.list(services).filter(({ object }) => isSelecting(object)).map(({ entry }) => namespacedKey(entry)),
  ...view.list(endpointsList)
    .filter(({ entry, object }) => object.metadata.labels?.[MANAGED_BY_LABEL] === ENDPOINTS_CONTROLLER && view.snapshot().get(services, entry.namespace, entry.name) === undefined)
    .map(({ entry }) => namespacedKey(entry)),
];

/** Writes the pods behind each service that has a selector into Endpoints of its name. Keys are `namespace/name` of services. */
export const endpointsReconciler: Reconciler = {
  name: 'endpoint-controller',
  actor: 'system:serviceaccount:kube-system:endpoint-controller',
  watches: [
    { resource: services, keys: ({ entry }) => [namespacedKey(entry)] },
    { resource: pods, keys: keysOfPodChange },
    { resource: endpointsList, keys: keysOfEndpoints },
  ],
  allKeys,
  resyncMs: RESYNC_MS,
  plan: planFor,
  refused: (view, key, { command, refusal }) => {
    const { namespace, name } = splitKey(key);
    const service = view.get(services, namespace, name)?.object;
    if (service === undefined) return { batches: [] };
    const { warning } = notesAbout(services, service);
    const note = command.verb === 'create'
      ? warning('FailedToCreateEndpoint', `Failed to create endpoint for service ${key}: ${refusal.message}`)
      : warning('FailedToUpdateEndpoint', `Failed to update endpoint ${key}: ${refusal.message}`);
    return { batches: [], notes: [note] };
  },
};
