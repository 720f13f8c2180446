import type { Integer } from '../exact-integer.ts';
import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { encodeBase64 } from './base64.ts';
import type { Alternative, ScalarName, Via } from './fields.ts';
import type { OpenObject } from './json-building.ts';
import { setKey } from './json-building.ts';
import type { ProtobufField } from './protobuf-reader.ts';
import { malformed, protobufJson, protobufText, readProtobuf, unpackVarints } from './protobuf-reader.ts';
import { fromSeconds } from './rfc3339.ts';
import type { FieldPlan, StructPlan } from './struct-plan.ts';
import { perStruct } from './struct-plan.ts';

const NO_BYTES = new Uint8Array(0);

type ReadValue = (wire: ProtobufField) => Json | undefined;
/** Adds a message's fields to `into`; a repeated message merges, as protobuf asks. */
type ReadStruct = (bytes: Uint8Array, into: OpenObject) => void;

const textOf = (wire: ProtobufField): string => protobufText(wire.bytes ?? NO_BYTES);
const numberOf = (wire: ProtobufField): Integer => wire.varint ?? 0;
const fieldOf = (wire: ProtobufField, number: number): ProtobufField | undefined =>
  readProtobuf(wire.bytes ?? NO_BYTES).findLast((field) => field.number === number);

/** The first second of year 1, and the last one of year 9999: what RFC 3339 can write. */
const [FIRST_SECOND, LAST_SECOND] = [-62_135_596_800, 253_402_300_799];

const isTime = (seconds: number, nanos: number): boolean => seconds >= FIRST_SECOND && seconds <= LAST_SECOND && nanos >= 0 && nanos < 1_000_000_000;

/** Time{seconds=1,nanos=2}; an empty message is the zero time. */
const readTime: ReadValue = (wire) => {
  if (wire.bytes === undefined || wire.bytes.length === 0) return undefined;
  const [seconds, nanos] = [Number(fieldOf(wire, 1)?.varint ?? 0), Number(fieldOf(wire, 2)?.varint ?? 0)];
  return isTime(seconds, nanos) ? fromSeconds(seconds, nanos) : malformed('a time that is none');
};

/** IntOrString{type=1,intVal=2,strVal=3}. */
const readIntOrString: ReadValue = (wire) => {
  if (fieldOf(wire, 1)?.varint !== 1) return fieldOf(wire, 2)?.varint ?? 0;
  const text = fieldOf(wire, 3);
  return text === undefined ? '' : textOf(text);
};

const readRaw: ReadValue = (wire) => {
  const raw = fieldOf(wire, 1)?.bytes;
  const value = raw === undefined || raw.length === 0 ? undefined : protobufJson(raw);
  return isJsonObject(value) ? value : undefined;
};

/** JSON{raw=1}. */
const readJson: ReadValue = (wire) => {
  const raw = fieldOf(wire, 1)?.bytes;
  const value = raw === undefined || raw.length === 0 ? null : protobufJson(raw);
  return value as Json;
};

const fieldsOf = (wire: ProtobufField, number: number): readonly ProtobufField[] =>
  readProtobuf(wire.bytes ?? NO_BYTES).filter((field) => field.number === number);

const textsOf = (wire: ProtobufField, number: number): readonly string[] => fieldsOf(wire, number).map(textOf);

const SCALARS: Readonly<Record<ScalarName, ReadValue>> = {
  string: textOf,
  bool: (wire) => numberOf(wire) !== 0,
  int32: numberOf,
  int64: numberOf,
  float64: numberOf,
  bytes: (wire) => encodeBase64(wire.bytes ?? NO_BYTES),
  quantity: (wire) => {
    const text = fieldOf(wire, 1);
    return text === undefined ? '0' : textOf(text);
  },
  time: readTime,
  microTime: readTime,
  intOrString: readIntOrString,
  rawExtension: readRaw,
  fieldsV1: readRaw,
  strings: (wire) => textsOf(wire, 1),
  json: readJson,
};

/** How one field's wire value joins the object. */
type Join = (wire: ProtobufField, into: OpenObject) => void;

const elementReader = (field: FieldPlan, of: (plan: StructPlan) => ReadStruct): ReadValue => {
  const struct = field.struct();
  if (struct === undefined) return field.scalar === undefined ? () => undefined : SCALARS[field.scalar];
  const whole = (wire: ProtobufField): JsonObject => {
    const object: OpenObject = {};
    of(struct)(wire.bytes ?? NO_BYTES, object);
    return object;
  };
  return field.facts.or === undefined ? whole : ALTERNATIVES[field.facts.or](whole);
};

/** {schema=1,jSONSchemas=2}, {allows=1,schema=2}, {schema=1,property=2}. */
const ALTERNATIVES: Readonly<Record<Alternative, (struct: (wire: ProtobufField) => JsonObject) => ReadValue>> = {
  structs: (struct) => (wire) => {
    const list = fieldsOf(wire, 2);
    const one = fieldOf(wire, 1);
    return one === undefined || list.length > 0 ? list.map(struct) : struct(one);
  },
  bool: (struct) => (wire) => {
    const one = fieldOf(wire, 2);
    return one === undefined ? fieldOf(wire, 1)?.varint === 1 : struct(one);
  },
  strings: (struct) => (wire) => {
    const one = fieldOf(wire, 1);
    return one === undefined ? textsOf(wire, 2) : struct(one);
  },
};

const joinOne = (name: string, read: ReadValue): Join => (wire, into) => {
  const value = read(wire);
  if (value !== undefined) into[name] = value;
};

const isPackable = (field: FieldPlan): boolean => field.scalar === 'int32' || field.scalar === 'int64';

/** Elements arrive one by one, and there may be very many: what is read so far is added to, never copied. */
const joinList = (field: FieldPlan, read: ReadValue): Join => (wire, into) => {
  const items = (into[field.name] ??= []) as Json[];
  if (wire.bytes === undefined || !isPackable(field)) items.push(read(wire) ?? null);
  else for (const item of unpackVarints(wire.bytes)) items.push(item);
};

/** Entries are messages {key=1,value=2}. */
const joinMap = (name: string, read: ReadValue): Join => (wire, into) => {
  const key = fieldOf(wire, 1);
  const value = fieldOf(wire, 2) ?? { number: 2, varint: undefined, bytes: undefined };
  setKey((into[name] ??= {}) as OpenObject, key === undefined ? '' : textOf(key), read(value) ?? null);
};

const joinField = (field: FieldPlan, of: (plan: StructPlan) => ReadStruct): Join => {
  const read = elementReader(field, of);
  if (field.facts.form === 'list') return joinList(field, read);
  return field.facts.form === 'map' ? joinMap(field.name, read) : joinOne(field.name, read);
};

type Joins = Map<number, Join>;

const readInto = (joins: ReadonlyMap<number, Join>, bytes: Uint8Array, into: OpenObject): void => {
  for (const wire of readProtobuf(bytes)) joins.get(wire.number)?.(wire, into);
};

/** Fields of embedded structs lie in a nested message on the wire and beside the others in JSON. */
interface Level {
  readonly joins: Joins;
  readonly nested: Map<number, Level>;
}

const createLevel = (): Level => ({ joins: new Map(), nested: new Map() });

const levelFor = (level: Level, via: Via | undefined): Level => {
  if (via === undefined) return level;
  const below = level.nested.get(via.number) ?? createLevel();
  level.nested.set(via.number, below);
  return levelFor(below, via.inner);
};

const joinsOfLevel = ({ joins, nested }: Level): Joins => {
  for (const [number, level] of nested) {
    const within = joinsOfLevel(level);
    joins.set(number, (wire, into) => readInto(within, wire.bytes ?? NO_BYTES, into));
  }
  return joins;
};

const joinsOf = (plan: StructPlan, of: (plan: StructPlan) => ReadStruct): Joins => {
  const root = createLevel();
  for (const field of plan.fields) {
    const { number, via } = field.facts;
    if (!field.disabled && number !== 0) levelFor(root, via).joins.set(number, joinField(field, of));
  }
  return joinsOfLevel(root);
};

const structReader = perStruct<ReadStruct>((plan, of) => {
  const joins = joinsOf(plan, of);
  return (bytes, into) => readInto(joins, bytes, into);
});

/** A message as the JSON a client would have sent; zero values of fields that are no pointers may be present. */
export const compileProtobuf = (plan: StructPlan): ((bytes: Uint8Array) => JsonObject) => (bytes) => {
  const object: OpenObject = {};
  structReader(plan)(bytes, object);
  return object;
};
