import type { Json, JsonObject } from '../../../events/json.ts';
import type { PatchRules } from '../../../events/schema/compiled-kind.ts';
import { RefusalError } from '../../../events/errors.ts';
import { isJsonObject } from '../../../events/json.ts';
import type { Body } from '../decode/decode-body.ts';
import { mediaTypeOf } from '../decode/decode-body.ts';
import { TextSyntaxError, parseJsonText } from '../decode/json-text.ts';
import type { ParsedText } from '../decode/json-text.ts';
import { applyJsonPatch, parseJsonPatch } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';
import { goText } from './go-text.ts';
import { badPatch } from './patch-errors.ts';
import { APPLY_MEDIA_TYPE } from './read-apply.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';

/** A patch, read once and applied as often as a lost race asks for. */
export interface Patch {
  /** Gives the patched object, not yet decoded, defaulted or checked. Pure; throws RefusalError. */
  readonly apply: (current: JsonObject) => JsonObject;
  /** Duplicate keys of the patch itself, for strict decoding (see decodeObject). */
  readonly complaints: readonly string[];
  /** What an error about the patched object shows of it, as upstream does: the object, or of a strategic merge the patch. */
  readonly shown: (patched: JsonObject) => string;
}

const PATCH_MEDIA_TYPES: readonly string[] = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json'];

const parse = (bytes: Uint8Array): ParsedText => {
  try {
    return parseJsonText(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof TextSyntaxError) throw badPatch(`error decoding patch: ${error.message}`);
    throw error;
  }
};

const mapOf = (value: Json): JsonObject => {
  if (isJsonObject(value)) return value;
  throw badPatch('error decoding patch: json: cannot unmarshal value into Go value of type map[string]interface {}');
};

/**
 * Reads the body of a PATCH that is no apply by its content type. Throws RefusalError: UnsupportedMediaType for another
 * type, BadRequest for a body that is no patch, RequestEntityTooLarge for too many operations.
 */
export const readPatch = ({ contentType, bytes, rules }: Body & { readonly rules: PatchRules }): Patch => {
  const mediaType = mediaTypeOf(contentType);
  if (!PATCH_MEDIA_TYPES.includes(mediaType)) {
    throw new RefusalError({
      reason: 'UnsupportedMediaType',
      message: `the body of the request was in an unknown format - accepted media types include: ${[...PATCH_MEDIA_TYPES, APPLY_MEDIA_TYPE].join(', ')}`,
    });
  }
  const { value, complaints } = parse(bytes);
  if (mediaType === 'application/json-patch+json') {
    const operations = parseJsonPatch(value);
    return { apply: (current) => applyJsonPatch(current, operations), complaints: complaints.map((each) => `json patch ${each}`), shown: JSON.stringify };
  }
  const patch = mapOf(value);
  if (mediaType === 'application/merge-patch+json') return { apply: (current) => applyMergePatch(current, patch), complaints, shown: JSON.stringify };
  return { apply: (current) => applyStrategicMergePatch(current, patch, rules), complaints, shown: () => goText(patch) };
};
