import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import type { FieldSet } from './compiled-kind.ts';
import type { PathNode } from './field-path.ts';
import { childNode, createPathNode, isAtomic, keyedElement, renderPaths, setElement, topologyOf, withoutUnowned } from './field-path.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';
import { perStruct } from './struct-plan.ts';

/** Adds what `value` sets to the node of its own path. */
type Collect = (value: Json, node: PathNode) => void;

const leaf: Collect = (_value, node) => {
  node.member = true;
};

const isEmptyObject = (value: Json): boolean => isJsonObject(value) && Object.keys(value).length === 0;

const collectMap = (element: Collect): Collect => (value, node) => {
  for (const [key, item] of Object.entries(isJsonObject(value) ? value : {})) {
    if (item === undefined) continue;
    const child = childNode(node, `f:${key}`);
    child.member = true;
    element(item, child);
  }
};

const collectList = (name: (item: Json) => string, element: Collect): Collect => (value, node) => {
  for (const item of Array.isArray(value) ? (value as readonly Json[]) : []) {
    const child = childNode(node, name(item));
    child.member = true;
    element(item, child);
  }
};

const elementCollector = (field: FieldPlan, of: (plan: StructPlan) => Collect): Collect => {
  const struct = field.struct();
  return struct === undefined || isAtomic(field, struct) ? leaf : (value, node) => of(struct)(value, node);
};

const fieldCollector = (field: FieldPlan, of: (plan: StructPlan) => Collect): Collect => {
  const element = elementCollector(field, of);
  switch (topologyOf(field)) {
    case 'leaf': return leaf;
    case 'struct': return element;
    case 'map': return collectMap(element);
    case 'set': return collectList(setElement, leaf);
    case 'keyed': return collectList(keyedElement(field), element);
  }
};

const structCollector = perStruct<Collect>((plan, of) => {
  const fields = plan.fields.filter((field) => !field.disabled).map((field) => ({ name: field.name, element: `f:${field.name}`, collect: fieldCollector(field, of) }));
  return (object, node) => {
    if (!isJsonObject(object)) return;
    for (const { name, element, collect } of fields) {
      const value = object[name];
      if (value === undefined) continue;
      const child = childNode(node, element);
      collect(value, child);
      if (value === null || isEmptyObject(value)) child.member = true;
    }
  };
});

/** See CompiledKind.fieldSet. */
export const compileFieldSet = (plan: StructPlan): ((object: JsonObject) => FieldSet) => (object) => {
  const root = createPathNode();
  structCollector(plan)(object, root);
  return renderPaths(withoutUnowned(root));
};
