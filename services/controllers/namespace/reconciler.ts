import { streamOf } from '../../../events/catalogue.ts';
import type { ResourceOf, ResourceRef } from '../../../events/object-ref.ts';
import { objectKey } from '../../../events/object-ref.ts';
import type { ObjectMeta } from '../../../events/resources/_types/meta.ts';
import type { Kinds } from '../../../events/resources/kinds.ts';
import { configMaps } from '../../../events/resources/core/config-map/schema.ts';
import { namespaces } from '../../../events/resources/core/namespace/schema.ts';
import { serviceAccounts } from '../../../events/resources/core/service-account/schema.ts';
import type { Change, Entry, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { Reconciler, View } from '../../kit/reconciler.ts';
import { DEFAULT_SERVICE_ACCOUNT, ROOT_CA_CONFIG_MAP } from './defaults.ts';
import type { Content, NamespaceInputs, ResourceContent } from './plan.ts';
import { planContentFailure, planLeftovers, planNamespace } from './plan.ts';

const RESYNC_MS = 300_000;

const asContent = ({ group, resource }: ResourceRef): ResourceOf<{ readonly metadata: ObjectMeta }> => ({ group, resource });

/** What cannot be read can still be deleted: it goes by its name alone. */
const contentOf = (view: View, resource: ResourceRef, entry: Entry): Content =>
  entry.quarantined === undefined ? view.read(asContent(resource), entry) : { entry, object: { metadata: {} } };

const contentsOf = (view: View, namespace: string, resources: readonly ResourceRef[]): readonly ResourceContent[] =>
  resources
    .filter((resource) => view.snapshot().count(resource, namespace) > 0)
    .map((resource) => ({ resource, objects: [...view.snapshot().list(resource, { namespace })].map((entry) => contentOf(view, resource, entry)) }));

const inputsOf = (view: View, name: string, options: { readonly caPem: string; readonly resources: readonly ResourceRef[]; readonly nowMs: number }): NamespaceInputs | undefined => {
  const namespace = view.get(namespaces, '', name);
  if (namespace === undefined) return undefined;
  return {
    namespace,
    defaults: { serviceAccount: view.get(serviceAccounts, name, DEFAULT_SERVICE_ACCOUNT), rootCa: view.get(configMaps, name, ROOT_CA_CONFIG_MAP) },
    contents: () => contentsOf(view, name, options.resources),
    caPem: options.caPem,
    nowMs: options.nowMs,
  };
};

const isThere = (snapshot: Snapshot, namespace: string): boolean => snapshot.get(namespaces, '', namespace) !== undefined;

/** Behind every name in a namespace. */
const LAST_NAME = '\uffff';

/** Namespaces that hold objects of a resource, each once; costs what namespaces there are, not what objects. */
function* namespacesWith(snapshot: Snapshot, resource: ResourceRef): Generator<string> {
  for (let [first] = snapshot.list(resource); first !== undefined; [first] = snapshot.list(resource, { after: objectKey(first.namespace, LAST_NAME) })) yield first.namespace;
}

/**
 * Namespaces that are not there although something is in them: a writer ended after a create that lost against the
 * namespace's deletion, before it took the object back. Asked of resources in the namespaces' own stream alone:
 * another stream may be ahead of a namespace's creation.
 */
const goneNamespaces = (view: View, resources: readonly ResourceRef[]): readonly string[] => {
  const snapshot = view.snapshot();
  const held = new Set(resources.flatMap((resource) => [...namespacesWith(snapshot, resource)]));
  return [...held].filter((namespace) => !isThere(snapshot, namespace));
};

const isTerminating = (view: View, namespace: string): boolean => view.get(namespaces, '', namespace)?.object.metadata.deletionTimestamp !== undefined;

/** Changes of default content concern their namespace; others only while it is being emptied. */
const keysOfContent = ({ entry }: Change, view: View): readonly string[] => {
  const isDefault = (entry.resource === 'serviceaccounts' && entry.name === DEFAULT_SERVICE_ACCOUNT) || (entry.resource === 'configmaps' && entry.name === ROOT_CA_CONFIG_MAP);
  return isDefault || isTerminating(view, entry.namespace) ? [entry.namespace] : [];
};

/**
 * Gives each namespace its default content and empties those being deleted, and those gone that still hold something.
 * Keys are namespace names. `caPem` is the certificate clients inside the cluster trust; `kinds` tells what a namespace
 * may hold.
 */
export const createNamespaceReconciler = ({ caPem, kinds }: { readonly caPem: string; readonly kinds: Kinds }): Reconciler => {
  const resources = kinds.all().map(({ definition }) => definition).filter(({ namespaced }) => namespaced)
    .map(({ group, resource }): ResourceRef => ({ group, resource }));
  const inOrder = resources.filter((resource) => streamOf(resource) === streamOf(namespaces));
  return {
    name: 'namespace-controller',
    actor: 'system:serviceaccount:kube-system:namespace-controller',
    watches: [
      { resource: namespaces, keys: ({ entry, operation }) => (operation === 'put' ? [entry.name] : []) },
      ...resources.map((resource) => ({ resource, keys: keysOfContent })),
    ],
    allKeys: (view) => [...view.list(namespaces).map(({ entry }) => entry.name), ...goneNamespaces(view, inOrder)],
    resyncMs: RESYNC_MS,
    plan: (view, key, nowMs) => {
      const inputs = inputsOf(view, key, { caPem, resources, nowMs });
      if (inputs !== undefined) return planNamespace(inputs);
      // An unreadable namespace is there, and keeps what it holds.
      return isThere(view.snapshot(), key) ? { batches: [] } : planLeftovers(key, contentsOf(view, key, inOrder));
    },
    refused: (view, key, refused) => {
      const inputs = inputsOf(view, key, { caPem, resources, nowMs: refused.nowMs });
      return inputs === undefined ? { batches: [] } : planContentFailure(inputs, refused);
    },
  };
};
