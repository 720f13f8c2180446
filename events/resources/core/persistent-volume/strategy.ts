import type { JsonObject } from '../../../json.ts';
import { stringAt, withValueAt } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

const PHASE_CHANGED = ['status', 'lastPhaseTransitionTime'] as const;

const created = (volume: JsonObject): JsonObject =>
  ({ ...volume, status: { phase: 'Pending', lastPhaseTransitionTime: stringAt(volume, 'metadata', 'creationTimestamp') } });

/** Whoever changes the phase may say when; otherwise it is now. */
const withChangeTime = (volume: JsonObject, before: JsonObject, now: string): JsonObject => {
  const [given, old] = [stringAt(volume, ...PHASE_CHANGED), stringAt(before, ...PHASE_CHANGED)];
  if (stringAt(volume, 'status', 'phase') === stringAt(before, 'status', 'phase') || (given !== '' && given !== old)) return volume;
  return withValueAt(volume, PHASE_CHANGED, now);
};

export const persistentVolumeStrategy: Strategy = { returnsDeleted: true, prepareCreate: created, prepareStatusUpdate: withChangeTime };
