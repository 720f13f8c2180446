import type { JsonObject } from '../../../events/json.ts';
import { jsonEqual } from '../../../events/json-equal.ts';
import { objectsAt, withValueAt } from '../../../events/json-path.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import { keepTimes } from '../managed-fields/managed-entry.ts';
import { apiVersionOf } from '../managed-fields/served-versions.ts';
import type { ServedVersions } from '../managed-fields/served-versions.ts';
import { updateManagedFields } from '../managed-fields/update-managed-fields.ts';
import { formatTime } from '../timestamp.ts';
import type { Current, DecisionInput } from './decided.ts';
import { metadataOf, withMetadata } from './metadata.ts';

/** The versions of the kind that managedFields speak of. */
export const servedVersions = ({ kind, spoken = kind, kinds }: DecisionInput): ServedVersions => (apiVersion) => {
  const own = [spoken, kind].find((each) => apiVersionOf(each) === apiVersion);
  if (own !== undefined) return own;
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  const found: CompiledKind | undefined = kinds?.byKind(group, version, kind.definition.kind);
  return found?.stored === kind ? found : undefined;
};

/** What a writer sent, as the pipeline has completed it but for what admission and the kind's strategy add. */
export interface Sent {
  readonly before: Current | undefined;
  readonly subresource: string | undefined;
  readonly object: JsonObject;
}

/** The managedFields an update leaves. Who writes owns what it sent, not what the system added to that. */
export const managedFieldsOf = (input: DecisionInput, { before, subresource = '', object }: Sent): readonly JsonObject[] => {
  const { kind, spoken = kind, fieldManager, nowMs } = input;
  return updateManagedFields({
    kind: spoken, versions: servedVersions(input), before: before?.object, after: kind.normalize(object), sent: metadataOf(object)['managedFields'],
    manager: fieldManager, subresource, time: formatTime(nowMs),
  });
};

export const withManaged = (object: JsonObject, managedFields: readonly JsonObject[]): JsonObject =>
  withMetadata(object, { managedFields: managedFields.length === 0 ? undefined : managedFields });

/** A write that would change nothing but managers' times changes none. */
export const settleTimes = (object: JsonObject, before: JsonObject): JsonObject => {
  const [old, now] = [objectsAt(before, 'metadata', 'managedFields'), objectsAt(object, 'metadata', 'managedFields')];
  if (now.length === 0 || old.length !== now.length || jsonEqual(old, now)) return object;
  const kept = keepTimes(old, now);
  const settled = kept === undefined ? object : withValueAt(object, ['metadata', 'managedFields'], kept);
  return settled !== object && jsonEqual(settled, before) ? settled : object;
};
