import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { ResourceVerb } from '../../../events/schema/kind.ts';
import { compareGroups } from './group-priorities.ts';

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** One subresource as discovery names it. */
export interface SubresourceFacts {
  readonly name: string;
  readonly responseKind: GroupVersionKind;
  readonly verbs: readonly string[];
}

/** The kinds of one group and version, by the names of their resources. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
  readonly kinds: readonly CompiledKind[];
}

const ALL_VERBS: readonly ResourceVerb[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** What can be asked of objects of the kind. */
export const verbsOf = ({ stored }: CompiledKind): readonly ResourceVerb[] => stored.definition.verbs ?? ALL_VERBS;

const READ_WRITE: readonly string[] = ['get', 'patch', 'update'];

/** What answers subresources beyond status and scale: kinds of other groups, and verbs. */
const SPECIAL: Readonly<Record<string, { readonly kind?: GroupVersionKind; readonly verbs: readonly string[] }>> = {
  binding: { kind: { group: '', version: 'v1', kind: 'Binding' }, verbs: ['create'] },
  eviction: { kind: { group: 'policy', version: 'v1', kind: 'Eviction' }, verbs: ['create'] },
  attach: { kind: { group: '', version: 'v1', kind: 'PodAttachOptions' }, verbs: ['create', 'get'] },
  exec: { kind: { group: '', version: 'v1', kind: 'PodExecOptions' }, verbs: ['create', 'get'] },
  portforward: { kind: { group: '', version: 'v1', kind: 'PodPortForwardOptions' }, verbs: ['create', 'get'] },
  approval: { verbs: READ_WRITE },
  ephemeralcontainers: { verbs: READ_WRITE },
  resize: { verbs: READ_WRITE },
  finalize: { verbs: ['update'] },
  token: { kind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }, verbs: ['create'] },
  log: { verbs: ['get'] },
};

const PROXY_VERBS: readonly string[] = ['create', 'delete', 'get', 'patch', 'update'];

/** Subresources this build really answers, by name order; a kind's other ones are not advertised. */
export const subresourcesOf = ({ definition }: CompiledKind): readonly SubresourceFacts[] => {
  const own: GroupVersionKind = { group: definition.group, version: definition.version, kind: definition.kind };
  const found: SubresourceFacts[] = [];
  for (const name of definition.subresources ?? []) {
    if (name === 'proxy') found.push({ name, responseKind: { group: '', version: 'v1', kind: `${definition.kind}ProxyOptions` }, verbs: PROXY_VERBS });
    const special = SPECIAL[name];
    if (special !== undefined) found.push({ name, responseKind: special.kind ?? own, verbs: special.verbs });
  }
  if (definition.scale !== undefined) found.push({ name: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs: READ_WRITE });
  if (definition.hasStatus) found.push({ name: 'status', responseKind: own, verbs: READ_WRITE });
  return found.sort((left, right) => (left.name < right.name ? -1 : 1));
};

const byResource = (left: CompiledKind, right: CompiledKind): number => (left.definition.resource < right.definition.resource ? -1 : 1);

/** Groups in upstream's order of priority, of each the preferred version first. */
export const groupVersions = (kinds: readonly CompiledKind[]): readonly GroupVersion[] => {
  const found = new Map<string, { group: string; version: string; kinds: CompiledKind[] }>();
  for (const kind of kinds) {
    const { group, version } = kind.definition;
    const key = `${group}/${version}`;
    const known = found.get(key) ?? { group, version, kinds: [] };
    known.kinds.push(kind);
    found.set(key, known);
  }
  for (const one of found.values()) one.kinds.sort(byResource);
  // The sort is stable: versions stay in the order of preference they came in.
  return [...found.values()].sort((left, right) => compareGroups(left.group, right.group));
};

export const groupVersionName = ({ group, version }: { readonly group: string; readonly version: string }): string => (group === '' ? version : `${group}/${version}`);
