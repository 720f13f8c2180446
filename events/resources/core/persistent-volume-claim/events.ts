import type { JsonObject } from '../../../json.ts';
import { stringAt, valueAt } from '../../../json-path.ts';

const PHASES: Readonly<Record<string, string>> = { Bound: 'PersistentVolumeClaimBound', Lost: 'PersistentVolumeClaimLost' };

/** The label of a claim's change. */
export const persistentVolumeClaimEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  const phase = stringAt(after, 'status', 'phase');
  if (phase !== stringAt(before, 'status', 'phase')) return PHASES[phase];
  const differs = (...path: readonly string[]): boolean => valueAt(before, ...path) !== valueAt(after, ...path);
  if (differs('spec', 'resources', 'requests', 'storage')) return 'PersistentVolumeClaimResizeRequested';
  return differs('status', 'capacity', 'storage') ? 'PersistentVolumeClaimResized' : undefined;
};
