import type { JsonObject } from '../../../../events/json.ts';
import { objectAt, objectsAt, stringAt } from '../../../../events/json-path.ts';
import type { AdmissionPlugin } from '../admission-plugin.ts';

const TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;
const TOLERATION_SECONDS = 300;

const covers = (toleration: JsonObject, taint: string): boolean => {
  const key = stringAt(toleration, 'key');
  const effect = stringAt(toleration, 'effect');
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === '');
};

/** A pod stays five minutes on a node that is not ready or cannot be reached, unless it says otherwise. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  mutate: ({ operation, ref, subresource, object }) => {
    if (operation !== 'CREATE' || subresource !== undefined || ref.group !== '' || ref.resource !== 'pods') return object;
    const tolerations = objectsAt(object, 'spec', 'tolerations');
    const missing = TAINTS.filter((taint) => !tolerations.some((toleration) => covers(toleration, taint)));
    if (missing.length === 0) return object;
    const added = missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: TOLERATION_SECONDS }));
    return { ...object, spec: { ...objectAt(object, 'spec'), tolerations: [...tolerations, ...added] } };
  },
};
