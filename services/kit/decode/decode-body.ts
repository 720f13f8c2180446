import { ExactInteger } from '../../../events/exact-integer.ts';
import type { Json, JsonObject } from '../../../events/json.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import { RefusalError, badRequest } from '../../../events/errors.ts';
import { isJsonObject } from '../../../events/json.ts';
import { isJsonArray, stringAt } from '../../../events/json-path.ts';
import type { ParsedText } from './json-text.ts';
import { MAX_VALUES, TOO_MANY_VALUES, TextSyntaxError, parseJsonText } from './json-text.ts';
import { openProtobufEnvelope } from './protobuf-envelope.ts';
import { parseYamlText } from './yaml-text.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** The part of a compiled kind that decoding needs. */
export interface BodyKind {
  readonly definition: { readonly group: string; readonly version: string; readonly kind: string };
  readonly decode: CompiledKind['decode'];
  readonly fromProtobuf: CompiledKind['fromProtobuf'];
}

export interface Body {
  /** The Content-Type header; parameters are ignored, absent means JSON. */
  readonly contentType: string | undefined;
  readonly bytes: Uint8Array;
}

export interface DecodedBody {
  /** With `apiVersion` and `kind` of the kind, whether or not the body had them. */
  readonly object: JsonObject;
  /** Texts for Warning headers; empty unless `fieldValidation` is Warn. */
  readonly warnings: readonly string[];
}

const ACCEPTED = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';

/** `application/json` of `Application/JSON; charset=utf-8`. */
export const mediaTypeOf = (contentType: string | undefined): string => (contentType ?? '').split(';')[0]?.trim().toLowerCase() || 'application/json';

const refuse = (message: string, cause?: unknown): RefusalError => new RefusalError(badRequest(message), cause === undefined ? {} : { cause });

const decodeText = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new TextSyntaxError('invalid UTF-8', { cause: error });
  }
};

/** Text for text media types; undefined for protobuf. */
const parserOf = (mediaType: string): ((text: string) => ParsedText) | undefined => {
  if (mediaType === 'application/json') return parseJsonText;
  return mediaType === 'application/yaml' ? parseYamlText : undefined;
};

/** Parses a JSON or YAML body of any kind. Throws RefusalError UnsupportedMediaType and TextSyntaxError. */
const parseBodyText = ({ contentType, bytes }: Body): ParsedText => {
  const parse = parserOf(mediaTypeOf(contentType));
  if (parse !== undefined) return parse(decodeText(bytes));
  throw new RefusalError({ reason: 'UnsupportedMediaType', message: `the body of the request was in an unknown format - accepted media types include: ${ACCEPTED}` });
};

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const summary = (bytes: Uint8Array): string => {
  if (bytes.length === 0) return '<empty>';
  const head = bytes.subarray(0, 30);
  const shown = bytes[0] === 0x7b ? new TextDecoder().decode(head) : hex(head);
  return bytes.length > 30 ? `${shown} ...` : shown;
};

const goKind = (value: Json): string => {
  if (isJsonArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return value instanceof ExactInteger ? 'number' : typeof value;
};

const TYPE_META = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

const objectOf = (value: Json): JsonObject => {
  if (isJsonObject(value)) return value;
  if (value === null) return {};
  throw new TextSyntaxError(`json: cannot unmarshal ${goKind(value)} into Go value of type ${TYPE_META}`);
};

const apiVersionOf = ({ group, version }: BodyKind['definition']): string => (group === '' ? version : `${group}/${version}`);

/** Refuses a body of another kind or version; both may be absent. */
const checkType = (kind: BodyKind['definition'], apiVersion: string, bodyKind: string): void => {
  const expected = apiVersionOf(kind);
  const sameVersion = apiVersion === '' || apiVersion === expected;
  if (bodyKind !== '' && bodyKind !== kind.kind) {
    const version = apiVersion === '' ? expected : apiVersion;
    const short = version.slice(version.lastIndexOf('/') + 1);
    throw refuse(`${bodyKind} in version "${short}" cannot be handled as a ${kind.kind}: converting (${version}.${bodyKind}) to (${expected}.${kind.kind}): unknown conversion`);
  }
  if (!sameVersion) throw refuse(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`);
};

interface Read {
  readonly input: JsonObject;
  readonly complaints: readonly string[];
}

/** How a body becomes JSON: its own kind and version are checked, protobuf is read by the kind. */
export interface BodyReader {
  readonly kind: string;
  readonly check: (apiVersion: string, kind: string) => void;
  readonly fromProtobuf: CompiledKind['fromProtobuf'];
}

/** Counts no further than it matters. */
const valuesIn = (value: Json | undefined, before = 0): number => {
  if (before > MAX_VALUES) return before;
  const inner = isJsonArray(value) ? value : (isJsonObject(value) ? Object.values(value) : []);
  return inner.reduce<number>((count, item) => valuesIn(item, count), before + 1);
};

const readProtobuf = (kind: BodyReader, bytes: Uint8Array): Read => {
  const envelope = openProtobufEnvelope(bytes);
  kind.check(envelope.apiVersion, envelope.kind);
  if (mediaTypeOf(envelope.contentType || 'application/vnd.kubernetes.protobuf') === 'application/json') {
    return readText(kind, { contentType: 'application/json', bytes: envelope.raw });
  }
  const input = kind.fromProtobuf(envelope.raw);
  if (valuesIn(input) > MAX_VALUES) throw new TextSyntaxError(TOO_MANY_VALUES);
  return { input, complaints: [] };
};

const readText = (kind: BodyReader, body: Body): Read => {
  const { value, complaints } = parseBodyText(body);
  const input = objectOf(value);
  kind.check(stringAt(input, 'apiVersion'), stringAt(input, 'kind'));
  return { input, complaints };
};

/** Reads a body up to the point where its fields are looked at. Throws RefusalError. */
export const readBody = (kind: BodyReader, body: Body): Read => {
  const isProtobuf = mediaTypeOf(body.contentType) === 'application/vnd.kubernetes.protobuf';
  try {
    return isProtobuf ? readProtobuf(kind, body.bytes) : readText(kind, body);
  } catch (error) {
    if (!(error instanceof TextSyntaxError)) throw error;
    const prefix = mediaTypeOf(body.contentType) === 'application/json' ? "couldn't get version/kind; json parse error: " : '';
    throw refuse(`the object provided is unrecognized (must be of type ${kind.kind}): ${prefix}${error.message} (${summary(body.bytes)})`, error);
  }
};

/** How every refusal of an object that cannot be read as its kind begins. */
export const unhandledAs = ({ kind, version }: BodyKind['definition']): string => `${kind} in version "${version}" cannot be handled as a ${kind}: `;

/** What strict decoding says of an object's fields, in upstream's words. */
const strictRefusal = (definition: BodyKind['definition'], complaints: readonly string[]): RefusalError =>
  refuse(`${unhandledAs(definition)}strict decoding error: ${complaints.join(', ')}`);

/**
 * Checks an already parsed object against its kind: types, unknown fields, earlier `complaints`. What a patch produces
 * goes through here too. Throws RefusalError BadRequest.
 */
export const decodeObject = (kind: BodyKind, input: JsonObject, options: { readonly fieldValidation: FieldValidation; readonly complaints?: readonly string[] }): DecodedBody => {
  const { object, unknown } = kind.decode(input);
  const complaints = [...(options.complaints ?? []), ...unknown.map((path) => `unknown field "${path}"`)];
  if (options.fieldValidation === 'Strict' && complaints.length > 0) throw strictRefusal(kind.definition, complaints);
  const typed = { ...object, apiVersion: apiVersionOf(kind.definition), kind: kind.definition.kind };
  return { object: typed, warnings: options.fieldValidation === 'Warn' ? complaints : [] };
};

/**
 * Turns a request body (JSON, YAML or protobuf) into an object of the kind. Throws RefusalError: UnsupportedMediaType,
 * or BadRequest with upstream's text for bad syntax, another kind or version, wrong types, and, when Strict, unknown
 * and duplicate fields.
 */
export const decodeBody = (request: Body & { readonly kind: BodyKind; readonly fieldValidation: FieldValidation }): DecodedBody => {
  const { definition, fromProtobuf } = request.kind;
  const reader: BodyReader = { kind: definition.kind, check: (apiVersion, kind) => { checkType(definition, apiVersion, kind); }, fromProtobuf };
  const { input, complaints } = readBody(reader, request);
  return decodeObject(request.kind, input, { fieldValidation: request.fieldValidation, complaints });
};
