/** The API group and plural resource name, e.g. `{ group: 'apps', resource: 'deployments' }`; the core group is `''`. */
export interface ResourceRef {
  readonly group: string;
  readonly resource: string;
}

/** A resource that knows the type of its objects; each kind's schema.ts exports one, e.g. `pods: ResourceOf<Pod>`. */
export interface ResourceOf<T> extends ResourceRef {
  /** Never set; carries the type only. */
  readonly objectType?: T;
}

/** Identity of one API object. `namespace` is `''` for cluster-scoped resources. */
export interface ObjectRef extends ResourceRef {
  readonly namespace: string;
  readonly name: string;
}

/** `deployments.apps`, `pods`: how messages and maps name a resource. */
export const resourceKey = ({ group, resource }: ResourceRef): string =>
  group === '' ? resource : `${resource}.${group}`;

/** Key of an object within its resource, ordered as LIST orders: namespace, then name. */
export const objectKey = (namespace: string, name: string): string =>
  namespace === '' ? name : `${namespace}/${name}`;
