import type { JsonObject } from '../../../events/json.ts';
import type { FieldError } from '../../../events/schema/field-error.ts';
import { RefusalError, badRequest } from '../../../events/errors.ts';
import { booleanAt, numberAt, optionalObjectAt, stringAt, stringsAt, valueAt } from '../../../events/json-path.ts';
import { invalidField, notSupportedField } from '../../../events/meta/field-rules.ts';
import { invalid } from '../../../events/schema/field-error.ts';
import type { Body, BodyKind } from './decode-body.ts';
import { readBody } from './decode-body.ts';

export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan';

/** What a DELETE asks for. Absent members leave the choice to the kind. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  /** `orphanDependents` of old clients is folded in. */
  readonly propagationPolicy?: PropagationPolicy;
  readonly dryRun: boolean;
}

const KIND = { group: 'meta.k8s.io', kind: 'DeleteOptions' };
const POLICIES: readonly string[] = ['Foreground', 'Background', 'Orphan', 'nil'];
const isPolicy = (value: string): value is PropagationPolicy => value === 'Background' || value === 'Foreground' || value === 'Orphan';

const optionErrors = (object: JsonObject): FieldError[] => {
  const policy = stringAt(object, 'propagationPolicy');
  const orphan = valueAt(object, 'orphanDependents');
  const errors: FieldError[] = [];
  if (policy !== '' && orphan !== undefined && orphan !== null) {
    errors.push(invalidField('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'));
  }
  if (policy !== '' && !isPolicy(policy)) errors.push(notSupportedField('propagationPolicy', policy, POLICIES));
  const dryRun = stringsAt(object, 'dryRun');
  if (dryRun.some((value) => value !== 'All')) errors.push(notSupportedField('dryRun', dryRun, ['All']));
  return errors;
};

const policyOf = (object: JsonObject): PropagationPolicy | undefined => {
  const policy = stringAt(object, 'propagationPolicy');
  if (isPolicy(policy)) return policy;
  const orphan = valueAt(object, 'orphanDependents');
  if (typeof orphan !== 'boolean') return undefined;
  return booleanAt(object, 'orphanDependents') ? 'Orphan' : 'Background';
};

const preconditionsOf = (object: JsonObject): DeleteOptions['preconditions'] => {
  const found = optionalObjectAt(object, 'preconditions');
  if (found === undefined) return undefined;
  const uid = stringAt(found, 'uid');
  const resourceVersion = stringAt(found, 'resourceVersion');
  return { ...(uid !== '' && { uid }), ...(resourceVersion !== '' && { resourceVersion }) };
};

/** Checks DeleteOptions however they came (body or query). Throws RefusalError Invalid. A negative grace counts as 1 s. */
export const deleteOptionsOf = (object: JsonObject): DeleteOptions => {
  const errors = optionErrors(object);
  if (errors.length > 0) throw new RefusalError(invalid(KIND, '', errors));
  const grace = numberAt(object, 'gracePeriodSeconds');
  const preconditions = preconditionsOf(object);
  const propagationPolicy = policyOf(object);
  return {
    ...(grace !== undefined && { gracePeriodSeconds: grace < 0 ? 1 : grace }),
    ...(preconditions && { preconditions }),
    ...(propagationPolicy && { propagationPolicy }),
    dryRun: stringsAt(object, 'dryRun').length > 0,
  };
};

const checkKind = (_apiVersion: string, kind: string): void => {
  // Every group version has a DeleteOptions of its own, all alike.
  if (kind !== '' && kind !== KIND.kind) throw new RefusalError(badRequest(`decoded object cannot be converted to DeleteOptions: ${kind}`));
};

/**
 * Reads the body of a DELETE: JSON, YAML or protobuf; undefined when it is empty, whatever its content type.
 * `schema` is the compiled DeleteOptions. Throws RefusalError.
 */
export const decodeDeleteOptions = (body: Body, schema: Pick<BodyKind, 'decode' | 'fromProtobuf'>): DeleteOptions | undefined => {
  if (body.bytes.length === 0) return undefined;
  const { input } = readBody({ kind: KIND.kind, check: checkKind, fromProtobuf: schema.fromProtobuf }, body);
  return deleteOptionsOf(schema.decode(input).object);
};
