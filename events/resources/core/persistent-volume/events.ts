import type { JsonObject } from '../../../json.ts';
import { stringAt } from '../../../json-path.ts';

const PHASES: Readonly<Record<string, string>> = { Available: 'PersistentVolumeAvailable', Bound: 'PersistentVolumeBound', Released: 'PersistentVolumeReleased', Failed: 'PersistentVolumeFailed' };

/** The label of a persistent volume's change. */
export const persistentVolumeEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  const phase = stringAt(after, 'status', 'phase');
  if (phase !== stringAt(before, 'status', 'phase')) return PHASES[phase];
  const claim = (volume: JsonObject): string => stringAt(volume, 'spec', 'claimRef', 'name');
  return claim(before) === '' && claim(after) !== '' ? 'PersistentVolumeClaimed' : undefined;
};
