import type { Json } from '../json.ts';
import { isJsonObject } from '../json.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';

/** How a field takes part in field sets. */
export type Topology = 'leaf' | 'struct' | 'map' | 'set' | 'keyed';

/** Whether a field's struct is one value; the field's word comes before its struct's. */
export const isAtomic = ({ facts }: FieldPlan, struct: StructPlan): boolean => (facts.form === 'one' ? facts.type ?? struct.facts.type : struct.facts.type) === 'atomic';

export const topologyOf = (field: FieldPlan): Topology => {
  const { form, type } = field.facts;
  if (form === 'list') return type === 'map' ? 'keyed' : type === 'set' ? 'set' : 'leaf';
  if (form === 'map') return type === 'atomic' ? 'leaf' : 'map';
  const struct = field.struct();
  return struct === undefined || field.facts.or !== undefined || isAtomic(field, struct) ? 'leaf' : 'struct';
};

/** Names items of an associative list: `k:{"containerPort":80,"protocol":"TCP"}`; absent keys take their default. */
export const keyedElement = (field: FieldPlan): ((item: Json) => string) => {
  const struct = field.struct();
  const keys = [...(field.facts.keys ?? [])].sort();
  const parts = keys.map((key) => ({ key, head: `${JSON.stringify(key)}:`, absent: struct?.byName.get(key)?.facts.default }));
  return (item) => {
    let element = 'k:{';
    for (const { key, head, absent } of parts) {
      const value = (isJsonObject(item) ? item[key] : undefined) ?? absent;
      if (value !== undefined && value !== null) element += `${element === 'k:{' ? '' : ','}${head}${JSON.stringify(value)}`;
    }
    return `${element}}`;
  };
};

export const setElement = (item: Json): string => `v:${JSON.stringify(item)}`;

const NEVER_OWNED = new Set(
  ['name', 'namespace', 'uid', 'creationTimestamp', 'generation', 'resourceVersion', 'selfLink', 'clusterName', 'managedFields'].map((field) => `f:${field}`),
);

/** Whether an element below `f:metadata` is identity or what the server alone writes: nobody's field. */
export const isNeverOwned = (element: string): boolean => NEVER_OWNED.has(element);
