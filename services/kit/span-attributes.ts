import type { ObjectRef } from '../../events/object-ref.ts';

/** An object in a span's attributes: its identity, as far as it has one yet, and nothing of its content. */
export const objectAttributes = ({ group, resource, namespace, name }: ObjectRef): Readonly<Record<string, string>> => ({
  'shiplog.resource': group === '' ? resource : `${resource}.${group}`,
  ...(namespace !== '' && { 'k8s.namespace.name': namespace }),
  ...(name !== '' && { 'shiplog.object.name': name }),
});
