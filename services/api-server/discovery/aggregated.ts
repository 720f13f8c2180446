import type { JsonObject } from '../../../events/json.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { GroupVersion } from './resources.ts';
import { subresourcesOf, verbsOf } from './resources.ts';

const resourceJson = (kind: CompiledKind): JsonObject => {
  const { group, version, kind: name, resource, singular, shortNames, categories, namespaced } = kind.definition;
  const subresources = subresourcesOf(kind).map((one): JsonObject => ({ subresource: one.name, responseKind: { ...one.responseKind }, verbs: one.verbs }));
  return {
    resource,
    responseKind: { group, version, kind: name },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: verbsOf(kind),
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(subresources.length > 0 && { subresources }),
  };
};

const groupJson = (group: string, versions: readonly GroupVersion[]): JsonObject => ({
  metadata: { ...(group !== '' && { name: group }), creationTimestamp: null },
  versions: versions.map(({ version, kinds }): JsonObject => ({ version, freshness: 'Current', resources: kinds.map(resourceJson) })),
});

/** `APIGroupDiscoveryList` of the core group (`/api`) or of all named groups (`/apis`). */
export const aggregatedDiscovery = (all: readonly GroupVersion[], core: boolean, apiVersion: string): JsonObject => {
  const wanted = all.filter(({ group }) => (group === '') === core);
  const groups = new Map<string, GroupVersion[]>();
  for (const one of wanted) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${apiVersion}`,
    metadata: {},
    items: [...groups].map(([group, versions]) => groupJson(group, versions)),
  };
};
