import type { JsonObject } from '../../../json.ts';
import { optionalObjectAt, stringAt, withValueAt } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

const SOURCE = ['spec', 'dataSource'] as const;
const REFERENCE = ['spec', 'dataSourceRef'] as const;

/** The old field takes claims and snapshots alone; anything else in it is dropped, as upstream does. */
const isOldSource = (source: JsonObject): boolean => {
  const [group, kind] = [stringAt(source, 'apiGroup'), stringAt(source, 'kind')];
  return (group === '' && kind === 'PersistentVolumeClaim') || (group === 'snapshot.storage.k8s.io' && kind === 'VolumeSnapshot');
};

const withoutStrange = (claim: JsonObject): JsonObject => {
  const source = optionalObjectAt(claim, ...SOURCE);
  return source === undefined || isOldSource(source) ? claim : withValueAt(claim, SOURCE, undefined);
};

/** The old and the new field for the same say the same. */
const withBothSources = (claim: JsonObject): JsonObject => {
  const [source, reference] = [optionalObjectAt(claim, ...SOURCE), optionalObjectAt(claim, ...REFERENCE)];
  if (source !== undefined && reference === undefined) return withValueAt(claim, REFERENCE, source);
  if (source !== undefined || reference === undefined || stringAt(reference, 'namespace') !== '') return claim;
  const { namespace: _namespace, ...copy } = reference;
  return withValueAt(claim, SOURCE, copy);
};

const prepareUpdate = (claim: JsonObject, before: JsonObject): JsonObject =>
  withBothSources(optionalObjectAt(before, ...SOURCE) === undefined ? withoutStrange(claim) : claim);

export const persistentVolumeClaimStrategy: Strategy = {
  returnsDeleted: true,
  prepareCreate: (claim) => withBothSources(withoutStrange({ ...claim, status: { phase: 'Pending' } })),
  prepareUpdate,
};
