import type { JsonObject } from '../../../events/json.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { GroupVersion } from './resources.ts';
import { groupVersionName, subresourcesOf, verbsOf } from './resources.ts';

/** `GET /api`. */
export const apiVersions = (address: string): JsonObject => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
});

const versionJson = (one: GroupVersion): JsonObject => ({ groupVersion: groupVersionName(one), version: one.version });

const groupJson = (group: string, versions: readonly GroupVersion[]): JsonObject => {
  const listed = versions.map(versionJson);
  return { name: group, versions: listed, ...(listed[0] !== undefined && { preferredVersion: listed[0] }) };
};

/** `GET /apis`. */
export const apiGroupList = (all: readonly GroupVersion[]): JsonObject => {
  const names = [...new Set(all.filter(({ group }) => group !== '').map(({ group }) => group))];
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: names.map((name) => groupJson(name, all.filter(({ group }) => group === name))) };
};

/** `GET /apis/<group>`; undefined for an unknown group. */
export const apiGroup = (all: readonly GroupVersion[], group: string): JsonObject | undefined => {
  const versions = all.filter((one) => one.group === group);
  return versions.length === 0 ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...groupJson(group, versions) };
};

const resourcesJson = (kind: CompiledKind): JsonObject[] => {
  const { group, kind: name, resource, singular, shortNames, categories, namespaced } = kind.definition;
  const main: JsonObject = {
    name: resource,
    singularName: singular,
    namespaced,
    kind: name,
    verbs: verbsOf(kind),
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
  };
  const subresources = subresourcesOf(kind).map(({ name: sub, responseKind, verbs }): JsonObject => ({
    name: `${resource}/${sub}`,
    singularName: '',
    namespaced,
    ...(responseKind.group !== group && { group: responseKind.group, version: responseKind.version }),
    kind: responseKind.kind,
    verbs,
  }));
  return [main, ...subresources];
};

const byName = (left: JsonObject, right: JsonObject): number => (stringAt(left, 'name') < stringAt(right, 'name') ? -1 : 1);

/** `GET /api/v1`, `GET /apis/<group>/<version>`; undefined for an unknown one. */
export const apiResourceList = (all: readonly GroupVersion[], group: string, version: string): JsonObject | undefined => {
  const found = all.find((one) => one.group === group && one.version === version);
  if (found === undefined) return undefined;
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: groupVersionName(found), resources: found.kinds.flatMap(resourcesJson).sort(byName) };
};
