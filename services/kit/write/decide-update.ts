import type { Refusal } from '../../../events/errors.ts';
import { badRequest, notFound, RefusalError } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import { numberAt, stringAt } from '../../../events/json-path.ts';
import { validateObjectMetaUpdate } from '../../../events/meta/validate-object-meta.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { resourceKey } from '../../../events/object-ref.ts';
import { invalid } from '../../../events/schema/field-error.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { SubresourceUpdate } from '../../../events/schema/kind.ts';
import type { AdmissionRequest } from '../admission/admission-plugin.ts';
import type { UpdateObject } from '../command.ts';
import { formatTime } from '../timestamp.ts';
import { bindingConflict, bindingErrors, withBinding } from './binding.ts';
import type { Current, Decided, DecisionInput } from './decided.ts';
import { refused } from './decided.ts';
import { metadataOf, withMetadata, withSystemFieldsOf } from './metadata.ts';
import { managedFieldsOf } from './ownership.ts';
import { uidMismatch, unmetByUpdate } from './preconditions.ts';
import { scaleErrors, scaleUid, withScale } from './scale.ts';
import type { Candidate } from './shape.ts';
import { admit, finish, isNewGeneration, precheck, withGeneration } from './shape.ts';

export interface Request {
  readonly input: DecisionInput;
  readonly command: UpdateObject;
  readonly current: Current;
  /** What the client sent, or what its patch made of the stored object. */
  readonly sent: JsonObject;
  /** Who owns what afterwards, when that is known already. */
  readonly managedFields?: readonly JsonObject[];
}

const admissionRequest = ({ input, command, current }: Request, object: JsonObject): AdmissionRequest => ({
  operation: 'UPDATE', ref: command.ref, subresource: command.subresource, displayName: command.ref.name, object, before: current.object, actor: input.actor, find: input.find, list: input.list,
});

const rulesOf = ({ kind, spoken }: DecisionInput): CompiledKind['definition']['validate'] => spoken?.definition.validate ?? kind.definition.validate;

const updateErrors = ({ input, current }: Request) => (object: JsonObject): ReturnType<Candidate['errors']> => [
  ...(input.spoken ?? input.kind).validateUpdate(object, current.object),
  ...(rulesOf(input)?.(object) ?? []),
];

const statusErrors = ({ input, current }: Request) => (object: JsonObject): ReturnType<Candidate['errors']> => [
  ...validateObjectMetaUpdate(input.kind.definition, object, current.object),
  ...(input.kind.definition.validateStatus?.(object, current.object) ?? []),
];

const withNextGeneration = ({ input, current }: Request, object: JsonObject): JsonObject => {
  const generation = numberAt(current.object, 'metadata', 'generation');
  const next = isNewGeneration(input.kind, input.kind.normalize(object), current.object) ? (generation ?? 0) + 1 : generation;
  return withGeneration(object, next);
};

const candidate = (request: Request, object: JsonObject, rest: Partial<Candidate>): Candidate => ({
  ref: request.command.ref, object, before: request.current, subresource: request.command.subresource, admission: [],
  request: admissionRequest(request, object), errors: updateErrors(request), fence: request.command.fence === true,
  ...(request.managedFields !== undefined && { managedFields: request.managedFields }), ...rest,
});

const keepingStatus = ({ input, current }: Request, object: JsonObject): JsonObject => {
  if (!input.kind.definition.hasStatus) return object;
  const { status: _, ...rest } = object;
  return current.object['status'] === undefined ? rest : { ...rest, status: current.object['status'] };
};

const updateMain = (request: Request): Decided => {
  const { input, command, current, sent } = request;
  const object = input.kind.default(keepingStatus(request, withSystemFieldsOf(sent, current.object)));
  const asked = admissionRequest(request, object);
  const denied = precheck(input, asked);
  if (denied !== undefined) return { kind: 'refused', ...denied };
  const managedFields = request.managedFields ?? managedFieldsOf(input, { before: current, subresource: undefined, object });
  const admitted = admit(input, asked);
  const prepared = input.kind.definition.strategy.prepareUpdate?.(admitted.object, current.object) ?? admitted.object;
  return finish(input, candidate(request, withNextGeneration(request, prepared), { managedFields, admission: admitted.admission, request: asked, fence: command.fence === true }));
};

/** Status updates may touch labels, annotations and finalizers besides, as far as the kind lets them; everything else of the object stays. */
const updateStatus = (request: Request): Decided => {
  const { input, current, sent } = request;
  const { labels, annotations, finalizers, managedFields } = metadataOf(sent);
  const own = metadataOf(current.object);
  const { status: _, ...rest } = withMetadata(current.object, { labels, annotations, finalizers, managedFields: managedFields ?? own['managedFields'] });
  const object = input.kind.default(sent['status'] === undefined ? rest : { ...rest, status: sent['status'] });
  const prepared = input.kind.definition.strategy.prepareStatusUpdate?.(object, current.object, formatTime(input.nowMs)) ?? object;
  return finish(input, candidate(request, prepared, { errors: statusErrors(request) }));
};

const updateScale = (request: Request): Decided => {
  const { input, command, current, sent } = request;
  const facts = input.kind.definition.scale;
  if (facts === undefined) return refused(noSubresource(command));
  const uid = stringAt(current.object, 'metadata', 'uid');
  if (scaleUid(sent) !== '' && scaleUid(sent) !== uid) return refused(uidMismatch(command.ref, scaleUid(sent), uid));
  const errors = scaleErrors(sent);
  if (errors.length > 0) return refused(invalid({ group: 'autoscaling', kind: 'Scale' }, command.ref.name, errors));
  return finish(input, candidate(request, withNextGeneration(request, withScale(facts, current.object, sent)), {}));
};

const bindPod = (request: Request): Decided => {
  const { input, command, current, sent } = request;
  const errors = bindingErrors(sent);
  if (errors.length > 0) return refused(invalid({ group: '', kind: 'Binding' }, command.ref.name, errors));
  const why = bindingConflict(command.ref, current.object);
  if (why !== undefined) return refused(why);
  const uid = stringAt(sent, 'metadata', 'uid');
  const actual = stringAt(current.object, 'metadata', 'uid');
  if (uid !== '' && uid !== actual) return refused(uidMismatch(command.ref, uid, actual));
  return finish(input, candidate(request, withBinding(current.object, sent, input.nowMs), { errors: statusErrors(request) }));
};

/** A part of the object that its kind writes through a subresource. */
const updatePart = (part: SubresourceUpdate) => (request: Request): Decided => {
  const { input, current, sent } = request;
  const merged = input.kind.default(part.merge(sent, current.object, input.nowMs));
  const errors = (object: JsonObject): ReturnType<Candidate['errors']> =>
    [...validateObjectMetaUpdate(input.kind.definition, object, current.object), ...part.validate(object, current.object)];
  return finish(input, candidate(request, withNextGeneration(request, merged), { errors }));
};

const noSubresource = ({ subresource }: UpdateObject): Refusal =>
  ({ reason: 'NotFound', message: `the server could not find the requested resource: no subresource ${JSON.stringify(subresource ?? '')}` });

const SUBRESOURCES: readonly { readonly of: (kind: CompiledKind['definition']) => boolean; readonly name: string | undefined; readonly update: (request: Request) => Decided }[] = [
  { name: undefined, of: () => true, update: updateMain },
  { name: 'status', of: ({ hasStatus }) => hasStatus, update: updateStatus },
  { name: 'scale', of: ({ scale }) => scale !== undefined, update: updateScale },
  { name: 'binding', of: ({ group, resource }) => group === '' && resource === 'pods', update: bindPod },
];

const bySubresource = (request: Request): Decided => {
  const { definition } = request.input.kind;
  const { subresource = '' } = request.command;
  const part = definition.updates !== undefined && Object.hasOwn(definition.updates, subresource) ? definition.updates[subresource] : undefined;
  if (part !== undefined) return updatePart(part)(request);
  const found = SUBRESOURCES.find(({ name, of }) => name === request.command.subresource && of(definition));
  return found === undefined ? refused(noSubresource(request.command)) : found.update(request);
};

export const unreadable = (ref: ObjectRef, why: string): Refusal =>
  ({ reason: 'InternalError', message: `Internal error occurred: ${resourceKey(ref)} "${ref.name}" cannot be read: ${why}` });

type Sent = { readonly object: JsonObject } | { readonly refusal: Refusal };

const sentFor = ({ object }: UpdateObject, current: Current): Sent => {
  if (typeof object !== 'function') return { object };
  try {
    return { object: object(current.object, current.sequence) };
  } catch (error) {
    if (error instanceof RefusalError) return { refusal: error.refusal };
    throw error;
  }
};

const needsVersion = ({ input, command }: Pick<Request, 'input' | 'command'>): boolean =>
  input.kind.definition.strategy.unconditionalUpdate === false && command.subresource === undefined &&
  typeof command.object !== 'function' && command.expect?.sequence === undefined;

const wrongIdentity = ({ command, current, sent }: Request): Refusal | undefined => {
  if (command.subresource === 'binding') return undefined;
  const { name, uid } = metadataOf(sent);
  if (typeof name === 'string' && name !== '' && name !== command.ref.name) {
    return badRequest(`the name of the object (${name}) does not match the name on the URL (${command.ref.name})`);
  }
  const actual = stringAt(current.object, 'metadata', 'uid');
  return typeof uid === 'string' && uid !== '' && uid !== actual ? uidMismatch(command.ref, uid, actual) : undefined;
};

/** What comes of an object that was sent. */
export const carryOut = (request: Request): Decided => {
  const wrong = wrongIdentity(request);
  return wrong === undefined ? bySubresource(request) : refused(wrong);
};

/** Pure: what an update of the object or of one of its subresources comes to. */
export const decideUpdate = (input: DecisionInput, command: UpdateObject, current: Current | undefined): Decided => {
  const { ref } = command;
  if (current === undefined) return refused(notFound(ref));
  if (current.quarantined !== undefined) return refused(unreadable(ref, current.quarantined));
  const unmet = unmetByUpdate(ref, current, command.expect);
  if (unmet !== undefined) return refused(unmet);
  if (needsVersion({ input, command })) {
    const error = { type: 'FieldValueInvalid', field: 'metadata.resourceVersion', value: 0, detail: 'must be specified for an update' } as const;
    return refused(invalid(input.kind.definition, ref.name, [error]));
  }
  const sent = sentFor(command, current);
  if ('refusal' in sent) return refused(sent.refusal);
  return carryOut({ input, command, current, sent: sent.object });
};
