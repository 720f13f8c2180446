import type { Json } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { isJsonArray } from '../../../events/json-path.ts';
import { jsonEqual } from '../../../events/json-equal.ts';
import type { PodTemplateSpec } from '../../../events/resources/_types/pod-spec.ts';
import { encodeInNameAlphabet, fnv1a } from '../../kit/deterministic-name.ts';

/** Label that tells the pods of a Deployment's ReplicaSets apart. */
export const POD_TEMPLATE_HASH = 'pod-template-hash';

const withoutHash = (template: PodTemplateSpec): PodTemplateSpec => {
  const { [POD_TEMPLATE_HASH]: _hash, ...labels } = template.metadata.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels: Object.keys(labels).length === 0 ? undefined : labels } };
};

/** Whether two templates make the same pods, the hash label apart. */
export const templatesEqual = (a: PodTemplateSpec, b: PodTemplateSpec): boolean => jsonEqual(withoutHash(a), withoutHash(b));

const canonical = (value: Json | undefined): string => {
  if (isJsonArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value ?? null);
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
};

/**
 * Hash of a template as the label carries it: FNV-1a of its canonical JSON, in decimal, in the name alphabet. The
 * collision count changes it when another ReplicaSet has the name already.
 */
export const templateHash = (template: PodTemplateSpec, collisionCount: number | undefined): string => {
  const text = canonical(template) + (collisionCount === undefined ? '' : `#${collisionCount}`);
  return encodeInNameAlphabet(String(fnv1a(text)));
};
