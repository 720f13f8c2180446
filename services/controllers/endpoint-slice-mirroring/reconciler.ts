import { endpointsList } from '../../../events/resources/core/endpoints/schema.ts';
import { namespaces } from '../../../events/resources/core/namespace/schema.ts';
import { services } from '../../../events/resources/core/service/schema.ts';
import { endpointSlices } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import type { Plan, Reconciler, View } from '../../kit/reconciler.ts';
import { keysOfSliceChange, slicesOf } from '../service-endpoints/slices.ts';
import { namespacedKey, notesAbout, splitKey } from '../workload/refs.ts';
import { isMirrored, MIRRORING_CONTROLLER, planMirror, planNoMirror } from './plan.ts';

const RESYNC_MS = 600_000;

const planFor = (view: View, key: string): Plan => {
  const { namespace, name } = splitKey(key);
  const endpoints = view.get(endpointsList, namespace, name)?.object;
  const slices = slicesOf(view, { namespace, name }, MIRRORING_CONTROLLER);
  if (endpoints === undefined || !isMirrored(endpoints, view.get(services, namespace, name)?.object)) return planNoMirror(slices);
  // Nothing can be made in a namespace that goes; what is there goes with it.
  if (view.get(namespaces, '', namespace)?.object.metadata.deletionTimestamp !== undefined) return { batches: [] };
  return planMirror({ endpoints, slices, taken: (slice) => view.snapshot().get(endpointSlices, namespace, slice) !== undefined });
};

/** Endpoints made from a selector change with every pod and have no mirror; they are told by their service alone. */
const keysOfEndpoints = ({ entry }: Change, view: View): readonly string[] =>
  (view.get(services, entry.namespace, entry.name)?.object.spec.selector === undefined ? [namespacedKey(entry)] : []);

/** Mirrors Endpoints kept by hand into EndpointSlices. Keys are `namespace/name` of Endpoints. */
export const endpointSliceMirroringReconciler: Reconciler = {
  name: 'endpointslicemirroring-controller',
  actor: 'system:serviceaccount:kube-system:endpointslicemirroring-controller',
  watches: [
    { resource: endpointsList, keys: keysOfEndpoints },
    { resource: services, keys: ({ entry }, view) => (view.snapshot().get(endpointsList, entry.namespace, entry.name) === undefined ? [] : [namespacedKey(entry)]) },
    { resource: endpointSlices, keys: keysOfSliceChange(MIRRORING_CONTROLLER) },
  ],
  allKeys: (view) => view.list(endpointsList).map(({ entry }) => namespacedKey(entry)),
  resyncMs: RESYNC_MS,
  plan: planFor,
  refused: (view, key, { refusal }) => {
    const { namespace, name } = splitKey(key);
    const endpoints = view.get(endpointsList, namespace, name)?.object;
    if (endpoints === undefined) return { batches: [] };
    const message = `Error mirroring Endpoints ${key} to EndpointSlices: ${refusal.message}`;
    return { batches: [], notes: [notesAbout(endpointsList, endpoints).warning('FailedToUpdateEndpointSlices', message)] };
  },
};
