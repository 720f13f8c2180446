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
const indexIn = (list: readonly unknown[], token: string, inserting: boolean): number | undefined => {
  if (token === '-') return inserting ? list.length : undefined;
  if (!/^(?:0|-?[1-9]\d{0,9})$/.test(token)) return undefined;
  const room = inserting ? list.length + 1 : list.length;
  const index = Number(token) < 0 ? Number(token) + room : Number(token);
  return index >= 0 && index < room ? index : undefined;
};

/** The document while it is patched: this call's own copy, changed in place, or each operation would cost the whole of it. */
type Draft = Json | Draft[] | { [key: string]: Draft };

const isDraftList = (value: Draft | undefined): value is Draft[] => Array.isArray(value);
const isDraftObject = (value: Draft | undefined): value is { [key: string]: Draft } => isJsonObject(value);

const draftOf = (value: Json): Draft => {
  if (isJsonArray(value)) return value.map(draftOf);
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, draftOf(item ?? null)])) : value;
};

const childOf = (container: Draft | undefined, token: string): Draft | undefined => {
  if (isDraftList(container)) return container[indexIn(container, token, false) ?? -1];
  return isDraftObject(container) && Object.hasOwn(container, token) ? container[token] : undefined;
};

const valueOf = (document: Draft, pointer: Pointer): Draft | undefined => {
  let current: Draft | undefined = document;
  for (const token of pointer) current = childOf(current, token);
  return current;
};

type Change =
  | { readonly kind: 'add' | 'replace'; readonly value: Draft }
  | { readonly kind: 'remove' };

const changeList = (list: Draft[], token: string, change: Change): boolean => {
  const index = indexIn(list, token, change.kind === 'add');
  if (index === undefined) return false;
  if (change.kind === 'remove') list.splice(index, 1);
  else list.splice(index, change.kind === 'add' ? 0 : 1, change.value);
  return true;
};

const changeObject = (object: { [key: string]: Draft }, token: string, change: Change): boolean => {
  if (change.kind !== 'add' && !Object.hasOwn(object, token)) return false;
  if (change.kind === 'remove') return Reflect.deleteProperty(object, token);
  // Defined, not assigned: `__proto__` is a key like any other.
  return Reflect.defineProperty(object, token, { value: change.value, enumerable: true, configurable: true, writable: true });
};

/** A box around the document, so that its root is changed like any other place. */
interface Box {
  readonly root: { [key: string]: Draft };
}

const ROOT = 'document';

/** Makes the change; false when the path leads nowhere. */
const changeAt = ({ root }: Box, pointer: Pointer, change: Change): boolean => {
  const path = [ROOT, ...pointer];
  const container = valueOf(root, path.slice(0, -1));
  const token = path.at(-1) ?? ROOT;
  if (isDraftList(container)) return changeList(container, token, change);
  return isDraftObject(container) && changeObject(container, token, change);
};

const mustChange = (box: Box, operation: JsonPatchOperation, change: Change): void => {
  if (!changeAt(box, operation.path, change)) throw patchDoesNotApply(`${operation.op} operation does not apply: doc is missing path: "${pointerText(operation.path)}": missing value`);
};

const found = ({ root }: Box, pointer: Pointer): Draft | undefined => valueOf(root, [ROOT, ...pointer]);

const fromValue = (box: Box, operation: JsonPatchOperation, from: Pointer): Draft => {
  const value = found(box, from);
  if (value === undefined) throw patchDoesNotApply(`${operation.op} operation does not apply: doc is missing from path: "${pointerText(from)}": missing value`);
  return value;
};

const isWithin = (path: Pointer, from: Pointer): boolean => path.length > from.length && from.every((token, index) => path[index] === token);

const move = (box: Box, operation: JsonPatchOperation & { readonly from: Pointer }): void => {
  if (isWithin(operation.path, operation.from)) throw patchDoesNotApply(`move operation does not apply: "${pointerText(operation.path)}" lies within "${pointerText(operation.from)}"`);
  const value = fromValue(box, operation, operation.from);
  mustChange(box, { op: 'remove', path: operation.from }, { kind: 'remove' });
  mustChange(box, operation, { kind: 'add', value });
};

/** What copies may still write. */
interface Room {
  chars: number;
}

const copy = (box: Box, operation: JsonPatchOperation & { readonly from: Pointer }, room: Room): void => {
  const value = fromValue(box, operation, operation.from);
  room.chars -= JSON.stringify(value).length;
  if (room.chars < 0) throw new RefusalError({ reason: 'RequestEntityTooLarge', message: 'Request entity too large: the copy operations of the JSON patch write too much' });
  mustChange(box, operation, { kind: 'add', value: draftOf(value) });
};

const applyOperation = (box: Box, operation: JsonPatchOperation, room: Room): void => {
  switch (operation.op) {
    case 'add': return mustChange(box, operation, { kind: 'add', value: draftOf(operation.value) });
    case 'replace': return mustChange(box, operation, { kind: 'replace', value: draftOf(operation.value) });
    case 'remove': return mustChange(box, operation, { kind: 'remove' });
    case 'copy': return copy(box, operation, room);
    case 'move': return move(box, operation);
    case 'test':
      // An absent value equals null, as upstream has it.
      if (!jsonEqual(found(box, operation.path) ?? null, operation.value)) throw patchDoesNotApply(`testing value ${pointerText(operation.path)} failed: test failed`);
  }
};

const MAX_DEPTH = 500;

const isTooDeep = (value: Draft | undefined, depth = 0): boolean => {
  if (depth > MAX_DEPTH) return true;
  if (isDraftList(value)) return value.some((item) => isTooDeep(item, depth + 1));
  return isDraftObject(value) && Object.values(value).some((item) => isTooDeep(item, depth + 1));
};

/**
 * Applies a JSON patch; the document is not changed in place. Throws RefusalError Invalid when a path is missing or a
 * test fails or the result is nested deeper than 500, RequestEntityTooLarge when copies multiply the document beyond 3 MiB.
 */
export const applyJsonPatch = (document: JsonObject, operations: readonly JsonPatchOperation[]): JsonObject => {
  const box: Box = { root: { [ROOT]: draftOf(document) } };
  const room: Room = { chars: MAX_COPIED_CHARS };
  for (const operation of operations) applyOperation(box, operation, room);
  const patched = box.root[ROOT];
  if (!isDraftObject(patched)) throw patchDoesNotApply('the patched document is not an object');
  if (isTooDeep(patched)) throw patchDoesNotApply('the patched document exceeds the maximum depth');
  return patched;
};
