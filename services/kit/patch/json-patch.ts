import type { Json, JsonObject } from '../../../events/json.ts';
import { RefusalError } from '../../../events/errors.ts';
import { isJsonObject } from '../../../events/json.ts';
import { jsonEqual } from '../../../events/json-equal.ts';
import { isJsonArray, stringAt } from '../../../events/json-path.ts';
import { badPatch, patchDoesNotApply } from './patch-errors.ts';

const MAX_OPERATIONS = 10_000;
/** Most bytes all `copy` operations together may write. */
const MAX_COPIED_CHARS = 3 * 1024 * 1024;

type Pointer = readonly string[];

export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: Pointer; readonly value: Json }
  | { readonly op: 'remove'; readonly path: Pointer }
  | { readonly op: 'move' | 'copy'; readonly path: Pointer; readonly from: Pointer };

const pointerText = (pointer: Pointer): string => pointer.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const parsePointer = (text: Json | undefined, what: string): Pointer => {
  if (typeof text !== 'string' || (text !== '' && !text.startsWith('/'))) throw badPatch(`error decoding patch: invalid ${what} ${JSON.stringify(text ?? null)}`);
  return text.split('/').slice(1).map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
};

const parseOperation = (value: Json): JsonPatchOperation => {
  if (!isJsonObject(value)) throw badPatch('error decoding patch: json: cannot unmarshal value into Go value of type jsonpatch.Operation');
  const op = stringAt(value, 'op');
  const path = parsePointer(value['path'], 'path');
  switch (op) {
    case 'remove': return { op, path };
    case 'move': case 'copy': return { op, path, from: parsePointer(value['from'], 'from') };
    case 'add': case 'replace': case 'test': return { op, path, value: value['value'] ?? null };
    default: throw badPatch(`error decoding patch: Unexpected kind: ${op}`);
  }
};

/** Reads a JSON patch (RFC 6902). Throws RefusalError: BadRequest, or RequestEntityTooLarge beyond 10 000 operations. */
export const parseJsonPatch = (value: Json): readonly JsonPatchOperation[] => {
  if (!isJsonArray(value)) throw badPatch('error decoding patch: json: cannot unmarshal value into Go value of type jsonpatch.Patch');
  if (value.length > MAX_OPERATIONS) {
    throw new RefusalError({
      reason: 'RequestEntityTooLarge',
      message: `Request entity too large: The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${value.length}`,
    });
  }
  return value.map(parseOperation);
};

/** An index of an existing element, or one past the end when inserting; negative ones count from the end as upstream's do. */
const indexIn = (list: readonly Json[], token: string, inserting: boolean): number | undefined => {
  if (token === '-') return inserting ? list.length : undefined;
  if (!/^(?:0|-?[1-9]\d*)$/.test(token)) return undefined;
  const room = inserting ? list.length + 1 : list.length;
  const index = Number(token) < 0 ? Number(token) + room : Number(token);
  return index >= 0 && index < room ? index : undefined;
};

const childOf = (container: Json | undefined, token: string): Json | undefined => {
  if (isJsonArray(container)) return container[indexIn(container, token, false) ?? -1];
  return isJsonObject(container) && Object.hasOwn(container, token) ? container[token] : undefined;
};

type Change =
  | { readonly kind: 'add' | 'replace'; readonly value: Json }
  | { readonly kind: 'remove' };

const changeList = (list: readonly Json[], token: string, change: Change): readonly Json[] | undefined => {
  const index = indexIn(list, token, change.kind === 'add');
  if (index === undefined) return undefined;
  if (change.kind === 'add') return list.toSpliced(index, 0, change.value);
  return change.kind === 'replace' ? list.with(index, change.value) : list.toSpliced(index, 1);
};

const changeObject = (object: JsonObject, token: string, change: Change): JsonObject | undefined => {
  if (change.kind !== 'add' && !Object.hasOwn(object, token)) return undefined;
  const others = Object.entries(object).filter(([key]) => key !== token);
  if (change.kind === 'remove') return Object.fromEntries(others);
  // A replaced key keeps its place.
  return Object.hasOwn(object, token)
    ? Object.fromEntries(Object.entries(object).map(([key, value]) => [key, key === token ? change.value : value]))
    : Object.fromEntries([...others, [token, change.value]]);
};

const changeContainer = (container: Json | undefined, token: string, change: Change): Json | undefined => {
  if (isJsonArray(container)) return changeList(container, token, change);
  return isJsonObject(container) ? changeObject(container, token, change) : undefined;
};

/** The document with the change made; undefined when the path leads nowhere. */
const changeAt = (document: Json | undefined, pointer: Pointer, change: Change): Json | undefined => {
  const [token, ...rest] = pointer;
  if (token === undefined) return change.kind === 'remove' ? undefined : change.value;
  if (rest.length === 0) return changeContainer(document, token, change);
  const child = changeAt(childOf(document, token), rest, change);
  return child === undefined ? undefined : changeContainer(document, token, { kind: 'replace', value: child });
};

const valueOf = (document: Json, pointer: Pointer): Json | undefined =>
  pointer.reduce<Json | undefined>(childOf, document);

const mustChange = (document: Json, operation: JsonPatchOperation, change: Change): Json => {
  const changed = changeAt(document, operation.path, change);
  if (changed === undefined) throw patchDoesNotApply(`${operation.op} operation does not apply: doc is missing path: "${pointerText(operation.path)}": missing value`);
  return changed;
};

const fromValue = (document: Json, operation: JsonPatchOperation, from: Pointer): Json => {
  const value = valueOf(document, from);
  if (value === undefined) throw patchDoesNotApply(`${operation.op} operation does not apply: doc is missing from path: "${pointerText(from)}": missing value`);
  return value;
};

const isWithin = (path: Pointer, from: Pointer): boolean => path.length > from.length && from.every((token, index) => path[index] === token);

const move = (document: Json, operation: JsonPatchOperation & { readonly from: Pointer }): Json => {
  if (isWithin(operation.path, operation.from)) throw patchDoesNotApply(`move operation does not apply: "${pointerText(operation.path)}" lies within "${pointerText(operation.from)}"`);
  const value = fromValue(document, operation, operation.from);
  return mustChange(mustChange(document, { op: 'remove', path: operation.from }, { kind: 'remove' }), operation, { kind: 'add', value });
};

const applyOperation = (document: Json, operation: JsonPatchOperation): Json => {
  switch (operation.op) {
    case 'add': return mustChange(document, operation, { kind: 'add', value: operation.value });
    case 'replace': return mustChange(document, operation, { kind: 'replace', value: operation.value });
    case 'remove': return mustChange(document, operation, { kind: 'remove' });
    case 'copy': return mustChange(document, operation, { kind: 'add', value: fromValue(document, operation, operation.from) });
    case 'move': return move(document, operation);
    case 'test':
      // An absent value equals null, as upstream has it.
      if (!jsonEqual(valueOf(document, operation.path) ?? null, operation.value)) throw patchDoesNotApply(`testing value ${pointerText(operation.path)} failed: test failed`);
      return document;
  }
};

const copiedChars = (document: Json, operation: JsonPatchOperation): number =>
  operation.op === 'copy' ? JSON.stringify(fromValue(document, operation, operation.from)).length : 0;

/**
 * Applies a JSON patch; the document is not changed in place. Throws RefusalError Invalid when a path is missing or a
 * test fails, RequestEntityTooLarge when copies multiply the document beyond 3 MiB.
 */
export const applyJsonPatch = (document: JsonObject, operations: readonly JsonPatchOperation[]): JsonObject => {
  let current: Json = document;
  let copied = 0;
  for (const operation of operations) {
    copied += copiedChars(current, operation);
    if (copied > MAX_COPIED_CHARS) throw new RefusalError({ reason: 'RequestEntityTooLarge', message: 'Request entity too large: the copy operations of the JSON patch write too much' });
    current = applyOperation(current, operation);
  }
  if (!isJsonObject(current)) throw patchDoesNotApply('the patched document is not an object');
  return current;
};
