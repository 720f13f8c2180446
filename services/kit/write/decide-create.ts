import { alreadyExists, badRequest } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import type { AdmissionRequest } from '../admission/admission-plugin.ts';
import type { CreateObject } from '../command.ts';
import { formatTime } from '../timestamp.ts';
import type { Current, Decided, DecisionInput } from './decided.ts';
import { refused } from './decided.ts';
import { metadataOf, withMetadata } from './metadata.ts';
import { managedFieldsOf } from './ownership.ts';
import type { Candidate } from './shape.ts';
import { admit, finish, precheck, withGeneration } from './shape.ts';

/** Longest name a generated one may have; the prefix gives way to the suffix. */
const MOST_NAME_LENGTH = 63;

const generatedName = (prefix: string, suffix: string): string => `${prefix.slice(0, MOST_NAME_LENGTH - suffix.length)}${suffix}`;

/** The identity a create will have: `ref.name`, or generated from `metadata.generateName`. */
export const createdRef = (command: CreateObject, nameSuffix: string): ObjectRef => {
  const given = command.ref.name === '' ? stringAt(command.object, 'metadata', 'name') : command.ref.name;
  const prefix = stringAt(command.object, 'metadata', 'generateName');
  return { ...command.ref, name: given === '' && prefix !== '' ? generatedName(prefix, nameSuffix) : given };
};

/** Whether another suffix would give another name. */
export const isGenerated = ({ ref, object }: CreateObject): boolean =>
  ref.name === '' && stringAt(object, 'metadata', 'name') === '' && stringAt(object, 'metadata', 'generateName') !== '';

const stamped = (object: JsonObject, ref: ObjectRef, { uid, nowMs }: DecisionInput): JsonObject =>
  withMetadata(object, {
    name: ref.name,
    namespace: ref.namespace === '' ? undefined : ref.namespace,
    uid,
    creationTimestamp: formatTime(nowMs),
    generation: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    resourceVersion: undefined,
    selfLink: undefined,
  });

const mismatch = (command: CreateObject, ref: ObjectRef): string | undefined => {
  const { name, namespace, resourceVersion } = metadataOf(command.object);
  if (typeof namespace === 'string' && namespace !== '' && namespace !== ref.namespace) {
    return `the namespace of the provided object does not match the namespace sent on the request`;
  }
  if (typeof name === 'string' && name !== '' && name !== ref.name) return `the name of the object (${name}) does not match the name on the URL (${ref.name})`;
  if (typeof resourceVersion === 'string' && resourceVersion !== '' && resourceVersion !== '0') {
    return 'resourceVersion should not be set on objects to be created';
  }
  return undefined;
};

export interface CreateGiven {
  /** The object its name has now; absent if it is free. */
  readonly current?: Current | undefined;
  /** Who owns what, when that is known already. */
  readonly managedFields?: readonly JsonObject[];
}

/** How messages name the object: by the prefix of a generated name, which upstream has not generated yet. */
const displayNameOf = (command: CreateObject, ref: ObjectRef): string => {
  const name = isGenerated(command) ? stringAt(command.object, 'metadata', 'generateName') : ref.name;
  return name === '' ? 'Unknown' : name;
};

const creationErrors = ({ kind, spoken = kind }: DecisionInput): Candidate['errors'] => (object) =>
  [...spoken.validate(object), ...(spoken.definition.validateCreate?.(object) ?? [])];

/** With what the kind keeps of who asked. */
const signed = ({ kind, actor, requester = { name: actor, groups: [] } }: DecisionInput, object: JsonObject): JsonObject =>
  kind.definition.strategy.requestedBy?.(object, requester) ?? object;

/** Pure: what a create comes to. */
export const decideCreate = (input: DecisionInput, command: CreateObject, given: CreateGiven): Decided => {
  const ref = createdRef(command, input.nameSuffix);
  const wrong = mismatch(command, ref);
  if (wrong !== undefined) return refused(badRequest(wrong));
  // In normal form already here: what admission leaves alone need not be brought into it again.
  const object = input.kind.normalize(input.kind.default(signed(input, stamped(command.object, ref, input))));
  const request: AdmissionRequest = {
    operation: 'CREATE', ref, subresource: undefined, displayName: displayNameOf(command, ref), object, before: undefined, actor: input.actor, find: input.find, list: input.list,
  };
  const denied = precheck(input, request);
  if (denied !== undefined) return { kind: 'refused', ...denied };
  const { strategy } = input.kind.definition;
  const managedFields = given.managedFields ?? managedFieldsOf(input, { before: undefined, subresource: undefined, object });
  const admitted = admit(input, request);
  const prepared = strategy.prepareCreate?.(admitted.object) ?? admitted.object;
  const generated = withGeneration(prepared, strategy.generation === undefined ? undefined : 1);
  const decided = finish(input, {
    ref, object: generated, before: undefined, subresource: undefined, managedFields, admission: admitted.admission, request, errors: creationErrors(input), fence: false,
  });
  return decided.kind === 'put' && given.current !== undefined ? refused(alreadyExists(ref)) : decided;
};
