import type { Json } from '../json.ts';
import { isJsonObject } from '../json.ts';
import type { FieldSet } from './compiled-kind.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';

/** A field set under construction: one path, whether it is itself in the set, and the paths below it. */
export interface PathNode {
  member: boolean;
  readonly children: Map<string, PathNode>;
}

export const createPathNode = (): PathNode => ({ member: false, children: new Map() });

export const childNode = (node: PathNode, element: string): PathNode => {
  const known = node.children.get(element);
  if (known !== undefined) return known;
  const child = createPathNode();
  node.children.set(element, child);
  return child;
};

/** Paths that lead nowhere are left out; keys are sorted, `.` first. */
export const renderPaths = (node: PathNode): FieldSet => {
  const rendered: Record<string, FieldSet> = {};
  for (const element of [...node.children.keys()].sort()) {
    const child = node.children.get(element);
    if (child === undefined) continue;
    const below = renderPaths(child);
    const isLeaf = Object.keys(below).length === 0;
    if (isLeaf && child.member) rendered[element] = {};
    else if (!isLeaf) rendered[element] = child.member ? { '.': {}, ...below } : below;
  }
  return rendered;
};

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
  const defaults = keys.map((key) => struct?.byName.get(key)?.facts.default);
  return (item) => {
    const parts = keys.map((key, index) => {
      const value = (isJsonObject(item) ? item[key] : undefined) ?? defaults[index];
      return value === undefined || value === null ? '' : `${JSON.stringify(key)}:${JSON.stringify(value)}`;
    });
    return `k:{${parts.filter((part) => part !== '').join(',')}}`;
  };
};

export const setElement = (item: Json): string => `v:${JSON.stringify(item)}`;

const NEVER_OWNED = new Set(
  ['name', 'namespace', 'uid', 'creationTimestamp', 'generation', 'resourceVersion', 'selfLink', 'clusterName', 'managedFields'].map((field) => `f:${field}`),
);

/** Whether an element below `f:metadata` is identity or what the server alone writes: nobody's field. */
export const isNeverOwned = (element: string): boolean => NEVER_OWNED.has(element);

/** Takes out of an object's set what nobody owns: identity and what the server alone writes. */
export const withoutUnowned = (root: PathNode): PathNode => {
  root.children.delete('f:kind');
  root.children.delete('f:apiVersion');
  const metadata = root.children.get('f:metadata');
  if (metadata === undefined) return root;
  metadata.member = false;
  for (const element of metadata.children.keys()) if (isNeverOwned(element)) metadata.children.delete(element);
  return root;
};
