import { forbidden, notFound } from '../../../../events/errors.ts';
import type { JsonObject } from '../../../../events/json.ts';
import { stringAt } from '../../../../events/json-path.ts';
import type { ObjectRef } from '../../../../events/object-ref.ts';
import type { AdmissionPlugin, AdmissionRequest, Denied } from '../admission-plugin.ts';

const IMMORTAL = ['default', 'kube-system', 'kube-public'];
const NAMESPACES = { group: '', resource: 'namespaces' } as const;

export const isTerminating = (namespace: JsonObject): boolean =>
  stringAt(namespace, 'metadata', 'deletionTimestamp') !== '' || stringAt(namespace, 'status', 'phase') === 'Terminating';

/** Why a namespace takes no new objects; undefined when it does. */
export const closedNamespace = (ref: ObjectRef, displayName: string, namespace: JsonObject | undefined): Denied | undefined => {
  if (namespace === undefined) return { refusal: notFound({ ...NAMESPACES, namespace: '', name: ref.namespace }) };
  if (!isTerminating(namespace)) return undefined;
  const why = `unable to create new content in namespace ${ref.namespace} because it is being terminated`;
  const cause = { reason: 'NamespaceTerminating', message: `namespace ${ref.namespace} is being terminated`, field: 'metadata.namespace' };
  return { refusal: forbidden({ ...ref, name: displayName }, why, [cause]) };
};

const mayBeDeleted = ({ ref }: AdmissionRequest): Denied | undefined =>
  ref.group === '' && ref.resource === 'namespaces' && IMMORTAL.includes(ref.name)
    ? { refusal: forbidden(ref, 'this namespace may not be deleted') }
    : undefined;

/** Nothing is created in a namespace that is missing or going away, and the system's namespaces are never deleted. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  precheck: (request) => {
    const { operation, ref, find, displayName } = request;
    if (operation === 'DELETE') return mayBeDeleted(request);
    if (operation !== 'CREATE' || ref.namespace === '') return undefined;
    return closedNamespace(ref, displayName, find(NAMESPACES, '', ref.namespace));
  },
};
