import type { JsonObject } from '../../../json.ts';
import { valueAt } from '../../../json-path.ts';

const ANNOTATIONS: readonly string[] = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

/** Whether claims that name no class get this one. */
export const isDefaultStorageClass = (storageClass: JsonObject): boolean =>
  ANNOTATIONS.some((annotation) => valueAt(storageClass, 'metadata', 'annotations', annotation) === 'true');
