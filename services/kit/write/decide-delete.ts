import { notFound } from '../../../events/errors.ts';
import type { AdmissionRequest } from '../admission/admission-plugin.ts';
import type { DeleteObject } from '../command.ts';
import type { Current, Decided, DecisionInput } from './decided.ts';
import { refused } from './decided.ts';
import { decideDeletion } from './deletion.ts';
import { unmetByDelete } from './preconditions.ts';
import { precheck } from './shape.ts';

/** Pure: what a delete comes to. An object that cannot be read can still be deleted, by what is known of it. */
export const decideDelete = (input: DecisionInput, command: DeleteObject, current: Current | undefined): Decided => {
  const { ref } = command;
  const { kind } = input;
  if (current === undefined) return refused(notFound(ref));
  const unmet = unmetByDelete(ref, current, command.expect);
  if (unmet !== undefined) return refused(unmet);
  const request: AdmissionRequest = {
    operation: 'DELETE', ref, subresource: undefined, displayName: ref.name, object: current.object, before: current.object, actor: input.actor, find: input.find, list: input.list,
  };
  const denied = precheck(input, request);
  if (denied !== undefined) return { kind: 'refused', ...denied };
  if (current.quarantined !== undefined) return { kind: 'delete', ref, object: current.object, bytes: kind.encode(current.object), before: current, admission: [] };
  // What the mark takes away, such as a finalizer, does not hold the object.
  const deletion = decideDeletion(kind, command.mark?.(current.object) ?? current.object, { ...command, nowMs: input.nowMs });
  if (deletion.step === 'wait') return { kind: 'unchanged', ref, current };
  const object = kind.normalize(deletion.object);
  return { kind: deletion.step === 'remove' ? 'delete' : 'put', ref, object, bytes: kind.encode(object), before: current, admission: [] };
};
