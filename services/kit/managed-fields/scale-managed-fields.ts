import type { JsonObject } from '../../../events/json.ts';
import { objectAt, withValueAt } from '../../../events/json-path.ts';
import type { FieldSet } from '../../../events/schema/compiled-kind.ts';
import { differenceOfFieldSets, intersectFieldSets, isEmptyFieldSet } from '../../../events/schema/field-set.ts';
import type { ManagedEntry } from './managed-entry.ts';
import { entryIdentity, formatManagedFields, parseManagedFields } from './managed-entry.ts';

const SCALE_VERSION = 'autoscaling/v1';
const SCALE_REPLICAS: FieldSet = { 'f:spec': { 'f:replicas': {} } };

const pathSet = (dotted: string): FieldSet => dotted.split('.').reduceRight<FieldSet>((below, field) => ({ [`f:${field}`]: below }), {});

const owns = ({ fields }: ManagedEntry, set: FieldSet): boolean => !isEmptyFieldSet(intersectFieldSets(fields, set));

const sameWriter = (entry: ManagedEntry): string => entryIdentity({ ...entry, apiVersion: '' });

/** A Scale with the entries of those who own its object's replica count, as if they had written it through the Scale. */
export const withScaleEntries = (scale: JsonObject, object: JsonObject, specReplicas: string): JsonObject => {
  const path = pathSet(specReplicas);
  const owners = (parseManagedFields(objectAt(object, 'metadata')) ?? []).filter((entry) => owns(entry, path));
  return withValueAt(scale, ['metadata', 'managedFields'], formatManagedFields(owners.map((entry) => ({ ...entry, apiVersion: SCALE_VERSION, fields: SCALE_REPLICAS }))));
};

export interface ScaledObject {
  readonly object: JsonObject;
  readonly specReplicas: string;
  /** Of the object, as new entries are to name it. */
  readonly apiVersion: string;
}

/** The object's managedFields once its Scale's are those given: who no longer owns the Scale's replicas no longer owns the object's. */
export const fromScaleEntries = (scaleEntries: readonly JsonObject[], { object, specReplicas, apiVersion }: ScaledObject): readonly JsonObject[] => {
  const path = pathSet(specReplicas);
  const entries = parseManagedFields(objectAt(object, 'metadata')) ?? [];
  const owners = new Map((parseManagedFields({ managedFields: scaleEntries }) ?? []).filter((entry) => owns(entry, SCALE_REPLICAS)).map((entry) => [sameWriter(entry), entry]));
  const kept = entries.map((entry) => (owners.has(sameWriter(entry)) ? entry : { ...entry, fields: differenceOfFieldSets(entry.fields, path) }));
  const known = new Set(entries.filter((entry) => owns(entry, path)).map(sameWriter));
  const added = [...owners].flatMap(([writer, entry]) => (known.has(writer) ? [] : [{ ...entry, apiVersion, fields: path }]));
  return formatManagedFields([...kept, ...added]);
};
