import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { Service } from '../../../events/resources/core/service/schema.ts';
import { services } from '../../../events/resources/core/service/schema.ts';
import type { Change, Entry } from '../../../projections/cluster-state/cluster-state.ts';
import type { View, Viewed } from '../../kit/reconciler.ts';
import { namespacedKey } from '../workload/refs.ts';
import { isPublished, podTrace } from './pod-endpoint.ts';

type Labels = Readonly<Record<string, string>> | undefined;

/**
 * Whether pods behind the service are found by its selector. One without is its users' own; so is one with an empty
 * selector, which the stored form does not tell from none.
 */
export const isSelecting = ({ spec: { type, selector } }: Service): boolean =>
  type !== 'ExternalName' && selector !== undefined && Object.keys(selector).length > 0;

const selects = ({ spec: { selector = {} } }: Service, labels: Labels): boolean =>
  Object.entries(selector).every(([key, value]) => labels?.[key] === value);

/** The pods the service selects, by name; one of its labels is looked up, the others are compared. */
export const podsOf = (view: View, service: Service): readonly Pod[] => {
  const [first] = Object.entries(service.spec.selector ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (first === undefined) return [];
  const [key, value] = first;
  return view.labelled(pods, service.metadata.namespace, { key, value }).map(({ object }) => object).filter(({ metadata }) => selects(service, metadata.labels));
};

const selectingServices = (view: View, namespace: string): readonly Viewed<Service>[] =>
  view.snapshot().count(services, namespace) === 0 ? [] : view.list(services, namespace).filter(({ object }) => isSelecting(object));

const readable = (entry: Entry | undefined, view: View): Pod | undefined =>
  entry === undefined || entry.quarantined !== undefined ? undefined : view.read(pods, entry).object;

/** Keys of the services a pod's change concerns: none as long as what endpoints say of it stays the same. */
export const keysOfPodChange = ({ entry, before, operation }: Change, view: View): readonly string[] => {
  const candidates = selectingServices(view, entry.namespace);
  if (candidates.length === 0) return [];
  const versions = [operation === 'put' ? readable(entry, view) : undefined, readable(before, view)];
  const [now, was] = versions.map((pod) => (pod === undefined ? undefined : podTrace(pod)));
  if (now === was) return [];
  const shown = versions.filter((pod): pod is Pod => pod !== undefined && isPublished(pod));
  return candidates
    .filter(({ object }) => shown.some(({ metadata }) => selects(object, metadata.labels)))
    .map((service) => namespacedKey(service.entry));
};
