import { canonicalJson } from '../../../events/canonical-json.ts';
import type { Json, JsonObject } from '../../../events/json.ts';
import type { PatchRule, PatchRules } from '../../../events/schema/compiled-kind.ts';
import { isJsonObject } from '../../../events/json.ts';
import { isJsonArray, valueAt } from '../../../events/json-path.ts';
import { inElementOrder } from './element-order.ts';
import { badPatch } from './patch-errors.ts';

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const SET_ORDER = '$setElementOrder/';
const DELETE_FROM = '$deleteFromPrimitiveList/';

const PLAIN: PatchRule = { child: undefined };
const isDirective = (key: string): boolean => key === DIRECTIVE || key === RETAIN_KEYS || key.startsWith(SET_ORDER) || key.startsWith(DELETE_FROM);

const badDirective = (directive: Json | undefined, where: Json): Error => badPatch(`unknown patch type: ${JSON.stringify(directive)} in map: ${JSON.stringify(where)}`);

/** A patch's value as it becomes part of the object where there was nothing: without nulls and directives. */
const withoutDirectives = (value: Json): Json => {
  if (isJsonArray(value)) return value.filter((item) => valueAt(item, DIRECTIVE) === undefined || valueAt(item, DIRECTIVE) === 'merge').map(withoutDirectives);
  if (!isJsonObject(value)) return value;
  if (value[DIRECTIVE] === 'delete') return {};
  const kept: [string, Json][] = [];
  for (const [key, item] of Object.entries(value)) if (item !== undefined && item !== null && !isDirective(key)) kept.push([key, withoutDirectives(item)]);
  return Object.fromEntries(kept);
};

const mergeKeyValue = (element: Json, mergeKey: string): Json => {
  const value = valueAt(element, mergeKey);
  if (value === undefined) throw badPatch(`map: ${JSON.stringify(element)} does not contain declared merge key: ${mergeKey}`);
  return value;
};

/** Tells list elements apart: by their merge key, or as a whole. */
const keyOfElement = (mergeKey: string | undefined) => (element: Json): string => canonicalJson(mergeKey === undefined ? element : valueAt(element, mergeKey));

/** Merges the elements of a list of structs: in place where their key is known, at the end where not. */
const mergeElements = (original: readonly Json[], elements: readonly JsonObject[], { mergeKey, child }: PatchRule & { readonly mergeKey: string }): readonly Json[] => {
  const merged = [...original];
  const places = new Map<string, number>();
  const keyOf = keyOfElement(mergeKey);
  const note = (element: Json, place: number): void => {
    if (!places.has(keyOf(element))) places.set(keyOf(element), place);
  };
  original.forEach(note);
  for (const element of elements) {
    const place = places.get(canonicalJson(mergeKeyValue(element, mergeKey)));
    const before = place === undefined ? undefined : merged[place];
    if (place !== undefined && isJsonObject(before)) merged[place] = mergeStruct(before, element, child);
    else note(element, merged.push(withoutDirectives(element)) - 1);
  }
  return merged;
};

const mergeStructs = (original: readonly Json[], patch: readonly Json[], rule: PatchRule & { readonly mergeKey: string }): readonly Json[] => {
  const elements = patch.filter(isJsonObject);
  if (elements.length < patch.length) throw badPatch(`expected maps in a list merged by ${rule.mergeKey}`);
  const plain = elements.filter((element) => element[DIRECTIVE] === undefined || element[DIRECTIVE] === 'merge');
  const keyOf = keyOfElement(rule.mergeKey);
  const gone = new Set<string>();
  for (const element of elements) {
    const directive = element[DIRECTIVE];
    if (directive === 'replace') return plain.map(withoutDirectives);
    if (directive === 'delete') gone.add(canonicalJson(mergeKeyValue(element, rule.mergeKey)));
    else if (directive !== undefined && directive !== 'merge') throw badDirective(directive, element);
  }
  const kept = original.filter((item) => !gone.has(keyOf(item)));
  return inElementOrder(mergeElements(kept, plain, rule), { patchOrder: plain, serverOrder: kept, keyOf });
};

const mergePrimitives = (original: readonly Json[], patch: readonly Json[]): readonly Json[] => {
  const seen = new Set<string>();
  const merged = [...original, ...patch].filter((item) => {
    const key = canonicalJson(item);
    return !seen.has(key) && seen.add(key);
  });
  return inElementOrder(merged, { patchOrder: patch, serverOrder: original, keyOf: canonicalJson });
};

const mergeLists = (original: readonly Json[], patch: readonly Json[], rule: PatchRule): readonly Json[] => {
  if (rule.strategy !== 'merge') return patch.map(withoutDirectives);
  const { mergeKey } = rule;
  return mergeKey === undefined ? mergePrimitives(original, patch) : mergeStructs(original, patch, { ...rule, mergeKey });
};

const mergeValues = (original: Json | undefined, patch: Json, rule: PatchRule): Json => {
  if (isJsonArray(original) && isJsonArray(patch)) return mergeLists(original, patch, rule);
  if (isJsonObject(original) && isJsonObject(patch) && rule.strategy !== 'replace') return mergeStruct(original, patch, rule.child);
  // A list that was absent is merged into an empty one, so that its directives count.
  if (isJsonArray(patch) && rule.strategy === 'merge' && original === undefined) return mergeLists([], patch, rule);
  return withoutDirectives(patch);
};

const listOf = (value: Json | undefined, problem: string): readonly Json[] => {
  if (!isJsonArray(value)) throw badPatch(problem);
  return value;
};

const retained = (original: JsonObject, patch: JsonObject): JsonObject => {
  if (patch[RETAIN_KEYS] === undefined) return original;
  const keys = listOf(patch[RETAIN_KEYS], 'invalid patch format of retainKeys');
  const stray = Object.entries(patch).some(([key, value]) => value !== null && !isDirective(key) && !keys.includes(key));
  if (stray) throw badPatch('invalid patch format of retainKeys');
  return Object.fromEntries(Object.entries(original).filter(([key]) => keys.includes(key)));
};

/** Every element of the patch's list must be in its order list. */
const checkOrder = (patch: Json | undefined, order: readonly Json[], keyOf: (element: Json) => string): void => {
  const elements = isJsonArray(patch) ? patch.filter((element) => valueAt(element, DIRECTIVE) !== 'delete') : [];
  const known = new Set(order.map(keyOf));
  if (elements.some((element) => !known.has(keyOf(element)))) throw badPatch('invalid patch format of setElementOrder list');
};

interface FieldPatch {
  readonly original: Json | undefined;
  readonly patch: JsonObject;
  readonly key: string;
  readonly rule: PatchRule;
}

const ordered = (merged: Json | undefined, { original, patch, key, rule }: FieldPatch): Json | undefined => {
  const order = patch[SET_ORDER + key];
  if (order === undefined || !isJsonArray(merged)) return merged;
  const keyOf = keyOfElement(rule.mergeKey);
  const patchOrder = listOf(order, 'invalid patch format of setElementOrder list');
  checkOrder(patch[key], patchOrder, keyOf);
  return inElementOrder(merged, { patchOrder, serverOrder: isJsonArray(original) ? original : [], keyOf });
};

const withoutDeleted = (merged: Json | undefined, { patch, key }: FieldPatch): Json | undefined => {
  const deletions = patch[DELETE_FROM + key];
  if (deletions === undefined || !isJsonArray(merged)) return merged;
  const gone = new Set(listOf(deletions, 'invalid patch format of primitive list').map(canonicalJson));
  return merged.filter((item) => !gone.has(canonicalJson(item)));
};

const mergedField = ({ original, patch, key, rule }: FieldPatch): Json | undefined => {
  const value = patch[key];
  if (value === undefined) return original;
  return value === null ? undefined : mergeValues(original, value, rule);
};

/** One field with all that the patch says of it: its value, its order, its deletions. */
const patchField = (field: FieldPatch): Json | undefined => withoutDeleted(ordered(mergedField(field), field), field);

const fieldNameOf = (key: string): string | undefined => {
  if (key.startsWith(SET_ORDER)) return key.slice(SET_ORDER.length);
  if (key.startsWith(DELETE_FROM)) return key.slice(DELETE_FROM.length);
  return isDirective(key) ? undefined : key;
};

/** What `$patch` makes of a whole struct; undefined when its fields are to be merged. */
const replacedWhole = (patch: JsonObject): JsonObject | undefined => {
  const directive = patch[DIRECTIVE];
  if (directive === undefined || directive === 'merge') return undefined;
  if (directive === 'delete') return {};
  if (directive !== 'replace') throw badDirective(directive, patch);
  const replaced = withoutDirectives(patch);
  return isJsonObject(replaced) ? replaced : {};
};

const mergeStruct = (original: JsonObject, patch: JsonObject, rules: PatchRules | undefined): JsonObject => {
  const whole = replacedWhole(patch);
  if (whole !== undefined) return whole;
  const merged = new Map<string, Json | undefined>(Object.entries(retained(original, patch)));
  for (const key of new Set(Object.keys(patch).map(fieldNameOf))) {
    if (key === undefined) continue;
    const value = patchField({ original: merged.get(key), patch, key, rule: rules?.(key) ?? PLAIN });
    if (value === undefined) merged.delete(key);
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
};

/**
 * Upstream's strategic merge: lists merge by the schema's merge keys, directives `$patch`, `$retainKeys`,
 * `$setElementOrder/…` and `$deleteFromPrimitiveList/…` are obeyed. Neither argument is changed. Throws RefusalError.
 */
export const applyStrategicMergePatch = (original: JsonObject, patch: JsonObject, rules: PatchRules): JsonObject => mergeStruct(original, patch, rules);
