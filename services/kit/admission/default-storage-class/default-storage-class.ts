import type { JsonObject } from '../../../../events/json.ts';
import { objectAt, stringAt, valueAt } from '../../../../events/json-path.ts';
import { isDefaultStorageClass } from '../../../../events/resources/storage/storage-class/is-default.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.ts';
import { isCreateOf } from '../concerns.ts';

const CLASSES = { group: 'storage.k8s.io', resource: 'storageclasses' } as const;
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** `""` is a choice too: no class. */
const choosesClass = (claim: JsonObject): boolean =>
  valueAt(claim, 'spec', 'storageClassName') !== undefined || valueAt(claim, 'metadata', 'annotations', BETA_CLASS) !== undefined;

const nameOf = (storageClass: JsonObject): string => stringAt(storageClass, 'metadata', 'name');
const createdAt = (storageClass: JsonObject): string => stringAt(storageClass, 'metadata', 'creationTimestamp');

/** The newest of the default classes; of equally new ones the first by name. */
const defaultClass = ({ list }: AdmissionRequest): JsonObject | undefined =>
  list(CLASSES).filter(isDefaultStorageClass).toSorted((a, b) => createdAt(b).localeCompare(createdAt(a)) || (nameOf(a) < nameOf(b) ? -1 : 1))[0];

/** A claim that names no class gets the default one, if there is one. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  mutate: (request) => {
    const { object } = request;
    if (!isCreateOf(request, '', 'persistentvolumeclaims') || choosesClass(object)) return object;
    const found = defaultClass(request);
    return found === undefined ? object : { ...object, spec: { ...objectAt(object, 'spec'), storageClassName: nameOf(found) } };
  },
};
