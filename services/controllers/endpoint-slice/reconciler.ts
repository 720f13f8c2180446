import { namespaces } from '../../../events/resources/core/namespace/schema.ts';
import { nodes } from '../../../events/resources/core/node/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import { services } from '../../../events/resources/core/service/schema.ts';
import { endpointSlices } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import type { Plan, Reconciler, View } from '../../kit/reconciler.ts';
import { isSelecting, keysOfPodChange, podsOf } from '../service-endpoints/selection.ts';
import { keysOfSliceChange, slicesOf } from '../service-endpoints/slices.ts';
import { namespacedKey, notesAbout, splitKey } from '../workload/refs.ts';
import { planEndpointSlices, SLICE_CONTROLLER } from './plan.ts';

const RESYNC_MS = 600_000;

const planFor = (view: View, key: string): Plan => {
  const { namespace, name } = splitKey(key);
  const service = view.get(services, namespace, name)?.object;
  if (service === undefined || !isSelecting(service)) return { batches: [] };
  // Nothing can be made in a namespace that goes; what is there goes with it.
  if (view.get(namespaces, '', namespace)?.object.metadata.deletionTimestamp !== undefined) return { batches: [] };
  return planEndpointSlices({
    service,
    pods: podsOf(view, service),
    slices: slicesOf(view, { namespace, name }, SLICE_CONTROLLER),
    node: (node) => (node === '' ? undefined : view.get(nodes, '', node)?.object),
    taken: (slice) => view.snapshot().get(endpointSlices, namespace, slice) !== undefined,
  });
};

/**
 * Writes the pods behind each service that has a selector into EndpointSlices. Keys are `namespace/name` of services.
 * Slices of a service that is gone are the garbage collector's.
 */
export const endpointSliceReconciler: Reconciler = {
  name: 'endpointslice-controller',
  actor: 'system:serviceaccount:kube-system:endpointslice-controller',
  watches: [
    { resource: services, keys: ({ entry, operation }) => (operation === 'put' ? [namespacedKey(entry)] : []) },
    { resource: pods, keys: keysOfPodChange },
    { resource: endpointSlices, keys: keysOfSliceChange(SLICE_CONTROLLER) },
  ],
  allKeys: (view) => view.list(services).filter(({ object }) => isSelecting(object)).map(({ entry }) => namespacedKey(entry)),
  resyncMs: RESYNC_MS,
  plan: planFor,
  refused: (view, key, { refusal }) => {
    const { namespace, name } = splitKey(key);
    const service = view.get(services, namespace, name)?.object;
    if (service === undefined) return { batches: [] };
    const message = `Error updating Endpoint Slices for Service ${key}: ${refusal.message}`;
    return { batches: [], notes: [notesAbout(services, service).warning('FailedToUpdateEndpointSlices', message)] };
  },
};
