import { forbidden } from '../../../../events/errors.ts';
import type { JsonObject } from '../../../../events/json.ts';
import { booleanAt, stringAt } from '../../../../events/json-path.ts';
import { parseQuantity } from '../../../../events/schema/quantity.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.ts';
import { isUpdateOf } from '../concerns.ts';

const CLASSES = { group: 'storage.k8s.io', resource: 'storageclasses' } as const;
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

const sizeOf = (claim: JsonObject | undefined): bigint => {
  const text = stringAt(claim, 'spec', 'resources', 'requests', 'storage');
  return text === '' ? 0n : parseQuantity(text).nano;
};

const mayGrow = ({ object, before, find }: AdmissionRequest): boolean => {
  const name = stringAt(object, 'metadata', 'annotations', BETA_CLASS) || stringAt(object, 'spec', 'storageClassName') || stringAt(before, 'spec', 'storageClassName');
  return name !== '' && booleanAt(find(CLASSES, '', name), 'allowVolumeExpansion');
};

const problem = (request: AdmissionRequest): string | undefined => {
  if (sizeOf(request.object) <= sizeOf(request.before)) return undefined;
  if (stringAt(request.before, 'status', 'phase') !== 'Bound') return 'Only bound persistent volume claims can be expanded';
  return mayGrow(request) ? undefined : 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
};

/** A claim grows once it is bound, and only when its class says that its volumes can. */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validate: (request) => {
    const why = isUpdateOf(request, '', 'persistentvolumeclaims') ? problem(request) : undefined;
    return why === undefined ? undefined : { refusal: forbidden(request.ref, why) };
  },
};
