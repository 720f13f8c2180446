import { RefusalError } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { isJsonArray, objectAt, stringAt } from '../../../events/json-path.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import { mediaTypeOf } from '../decode/decode-body.ts';
import type { FieldValidation } from '../decode/decode-body.ts';
import type { ParsedText } from '../decode/json-text.ts';
import { TextSyntaxError } from '../decode/json-text.ts';
import { parseYamlText } from '../decode/yaml-text.ts';
import { badPatch } from './patch-errors.ts';

export const APPLY_MEDIA_TYPE = 'application/apply-patch+yaml';

/** Whether a PATCH is a server-side apply. */
export const isApply = (contentType: string | undefined): boolean => contentType !== undefined && mediaTypeOf(contentType) === APPLY_MEDIA_TYPE;

/** An applied configuration, checked against its kind. */
export interface Configuration {
  readonly config: JsonObject;
  /** Texts for Warning headers; empty unless `fieldValidation` is Warn. */
  readonly warnings: readonly string[];
}

export interface ApplyBody {
  readonly bytes: Uint8Array;
  readonly kind: CompiledKind;
  readonly fieldValidation: FieldValidation;
}

const YAML_FAULTS = 'yaml: unmarshal errors:\n';

const parse = (bytes: Uint8Array): ParsedText => {
  try {
    return parseYamlText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof TextSyntaxError || error instanceof TypeError) throw badPatch(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
    throw error;
  }
};

const typeText = (apiVersion: string, kind: string): string => {
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  return `${group}/${version}, Kind=${kind}`;
};

/** As Go prints an object in faults of its fields. */
const objectText = (config: JsonObject): string => {
  const { name, namespace } = objectAt(config, 'metadata');
  const type = typeText(stringAt(config, 'apiVersion'), stringAt(config, 'kind'));
  return `${typeof namespace === 'string' ? namespace : ''}/${typeof name === 'string' ? name : ''}; ${type}`;
};

const checkType = (config: JsonObject, { definition: { group, version, kind } }: CompiledKind): void => {
  const given = typeText(stringAt(config, 'apiVersion'), stringAt(config, 'kind'));
  if (given !== `${group}/${version}, Kind=${kind}`) throw badPatch(`invalid object type: ${given}`);
};

const faultsText = (faults: readonly string[]): string => (faults.length === 1 ? (faults[0] ?? '') : ['errors:', ...faults.map((fault) => `  ${fault}`)].join('\n'));

const checkFields = (config: JsonObject, kind: CompiledKind): void => {
  if (isJsonArray(objectAt(config, 'metadata')['managedFields'])) throw badPatch('metadata.managedFields must be nil');
  const faults = kind.apply.check(config);
  if (faults.length === 0) return;
  throw new RefusalError({ reason: 'Unknown', message: `failed to create typed patch object (${objectText(config)}): ${faultsText(faults)}` });
};

const warningsOf = (complaints: readonly string[], fieldValidation: FieldValidation): readonly string[] => {
  const [complaint] = complaints;
  if (complaint === undefined || fieldValidation === 'Ignore') return [];
  if (fieldValidation === 'Strict') throw badPatch(`error strict decoding YAML: error converting YAML to JSON: ${complaint}`);
  return complaint.replace(YAML_FAULTS, '').split('\n').map((line) => line.trim());
};

/**
 * Reads the body of an apply, YAML or JSON. Throws RefusalError: BadRequest for what is no YAML, another kind or version, entries
 * in managedFields, and, when Strict, duplicate keys; Unknown for fields the kind does not have or of another type.
 */
export const readApply = ({ bytes, kind, fieldValidation }: ApplyBody): Configuration => {
  const { value, complaints } = parse(bytes);
  if (!isJsonObject(value)) throw badPatch('error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal value into Go value of type map[string]interface {}');
  checkType(value, kind);
  checkFields(value, kind);
  return { config: value, warnings: warningsOf(complaints, fieldValidation) };
};
