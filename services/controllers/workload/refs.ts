import type { ObjectRef, ResourceRef } from '../../../events/object-ref.ts';
import type { EventNote } from '../../kit/reconciler.ts';

/** What names an object in commands and notes. */
export interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string | undefined; readonly name: string; readonly uid: string };
}

export const refOf = ({ group, resource }: ResourceRef, { metadata }: Pick<Named, 'metadata'>): ObjectRef =>
  ({ group, resource, namespace: metadata.namespace ?? '', name: metadata.name });

/** Makes Kubernetes Events about one object. */
export const notesAbout = (resource: ResourceRef, object: Named) => {
  const regarding = { ...refOf(resource, object), uid: object.metadata.uid, kind: object.kind, apiVersion: object.apiVersion };
  return {
    normal: (reason: string, message: string): EventNote => ({ regarding, type: 'Normal', reason, message }),
    warning: (reason: string, message: string): EventNote => ({ regarding, type: 'Warning', reason, message }),
  };
};

/** `namespace/name`, the key of namespaced objects in a queue. */
export const namespacedKey = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string => `${namespace}/${name}`;

export const splitKey = (key: string): { readonly namespace: string; readonly name: string } => {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
};
