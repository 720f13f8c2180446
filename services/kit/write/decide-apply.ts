import { conflict, notFound, RefusalError } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { ScaleFacts } from '../../../events/schema/kind.ts';
import type { ApplyObject, UpdateObject } from '../command.ts';
import type { Applied, Applying } from '../managed-fields/apply-configuration.ts';
import { applyConfiguration } from '../managed-fields/apply-configuration.ts';
import { withLastApplied } from '../managed-fields/last-applied.ts';
import { applyConflict } from '../managed-fields/manager-conflict.ts';
import { fromScaleEntries, withScaleEntries } from '../managed-fields/scale-managed-fields.ts';
import { apiVersionOf } from '../managed-fields/served-versions.ts';
import { formatTime } from '../timestamp.ts';
import { decideCreate } from './decide-create.ts';
import { carryOut, unreadable } from './decide-update.ts';
import type { Current, Decided, DecisionInput } from './decided.ts';
import { refused } from './decided.ts';
import { servedVersions } from './ownership.ts';
import { unmetByUpdate } from './preconditions.ts';
import { scaleOf } from './scale.ts';

type Rest = Pick<Applying, 'kind' | 'versions' | 'stored'>;

const applyingOf = ({ fieldManager, nowMs }: DecisionInput, { config, force, subresource = '' }: ApplyObject, rest: Rest): Applying =>
  ({ config, force, subresource, manager: fieldManager, time: formatTime(nowMs), ...rest });

/** A merged object in the stored version's form. Throws RefusalError for what cannot be decoded. */
const storedForm = (spoken: CompiledKind, object: JsonObject): JsonObject => spoken.toStored(spoken.decode(object).object);

const createByApply = (input: DecisionInput, command: ApplyObject): Decided => {
  const { ref, reason, config, expect } = command;
  if (expect?.uid !== undefined) return refused(conflict(ref, `uid mismatch: the provided object specified uid ${expect.uid}, and no existing object was found`));
  if (command.subresource !== undefined) return refused(notFound(ref));
  if (expect?.sequence !== undefined) return refused(conflict(ref));
  const { kind, spoken = kind, fieldManager } = input;
  const applied = applyConfiguration(applyingOf(input, command, { kind: spoken, versions: servedVersions(input), stored: undefined }));
  if (!applied.ok) return refused(applyConflict(applied.conflicts));
  const object = storedForm(spoken, withLastApplied(applied.object, config, fieldManager));
  return decideCreate(input, { verb: 'create', ref, reason, object }, { managedFields: applied.managedFields });
};

/** The update that an apply comes to. */
const updateOf = ({ ref, reason, facts, subresource }: ApplyObject, object: JsonObject): UpdateObject =>
  ({ verb: 'update', ref, reason, object, ...(facts !== undefined && { facts }), ...(subresource !== undefined && { subresource }) });

type Merged = Applied & { readonly ok: true };

const update = (input: DecisionInput, command: ApplyObject, { current, merged, sent }: { readonly current: Current; readonly merged: Merged; readonly sent: JsonObject }): Decided =>
  carryOut({ input, command: updateOf(command, sent), current, sent, managedFields: merged.managedFields });

const updateByApply = (input: DecisionInput, command: ApplyObject, current: Current): Decided => {
  const { kind, spoken = kind, fieldManager } = input;
  const merged = applyConfiguration(applyingOf(input, command, { kind: spoken, versions: servedVersions(input), stored: current.object }));
  if (!merged.ok) return refused(applyConflict(merged.conflicts));
  return update(input, command, { current, merged, sent: storedForm(spoken, withLastApplied(merged.object, command.config, fieldManager)) });
};

/** A Scale is applied as an object of its own; its one field that is stored is the object's replica count. */
const applyScale = (input: DecisionInput, command: ApplyObject, { current, facts }: { readonly current: Current; readonly facts: ScaleFacts }): Decided => {
  const { kind, spoken = kind, kinds } = input;
  const scaleKind = kinds?.byKind('autoscaling', 'v1', 'Scale');
  if (scaleKind === undefined) throw new Error('the registry lacks the kind Scale');
  const stored = withScaleEntries(scaleKind.normalize(scaleOf(facts, current.object)), current.object, facts.specReplicas);
  const versions: Applying['versions'] = (apiVersion) => (apiVersion === apiVersionOf(scaleKind) ? scaleKind : undefined);
  const applied = applyConfiguration(applyingOf(input, command, { kind: scaleKind, versions, stored }));
  if (!applied.ok) return refused(applyConflict(applied.conflicts));
  const managedFields = fromScaleEntries(applied.managedFields, { object: current.object, specReplicas: facts.specReplicas, apiVersion: apiVersionOf(spoken) });
  return update(input, command, { current, merged: { ...applied, managedFields }, sent: scaleKind.decode(applied.object).object });
};

const applyTo = (input: DecisionInput, command: ApplyObject, current: Current): Decided => {
  if (current.quarantined !== undefined) return refused(unreadable(command.ref, current.quarantined));
  const unmet = unmetByUpdate(command.ref, current, command.expect);
  if (unmet !== undefined) return refused(unmet);
  const facts = input.kind.definition.scale;
  return command.subresource === 'scale' && facts !== undefined ? applyScale(input, command, { current, facts }) : updateByApply(input, command, current);
};

/** Pure: what a server-side apply of the object or of one of its subresources comes to. */
export const decideApply = (input: DecisionInput, command: ApplyObject, current: Current | undefined): Decided => {
  try {
    return current === undefined ? createByApply(input, command) : applyTo(input, command, current);
  } catch (error) {
    if (error instanceof RefusalError) return refused(error.refusal);
    throw error;
  }
};
