import type { JsonObject } from '../../../json.ts';
import { objectAt, objectsAt, stringAt, valueAt, withoutKeys, withValueAt } from '../../../json-path.ts';
import type { SubresourceUpdate } from '../../../schema/kind.ts';
import { certificateSigningRequestErrors, decisionErrors } from './validate.ts';

const CONDITIONS = ['status', 'conditions'] as const;

/** What an approval may write of the metadata besides. */
const CARRIED: readonly string[] = ['labels', 'annotations', 'finalizers'];

const withMetadataOf = (sent: JsonObject, before: JsonObject): JsonObject => {
  const given = CARRIED.flatMap((name) => {
    const value = valueAt(sent, 'metadata', name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...before, metadata: { ...withoutKeys(objectAt(before, 'metadata'), CARRIED), ...Object.fromEntries(given) } };
};

const secondsOf = (nowMs: number): string => `${new Date(nowMs).toISOString().slice(0, 19)}Z`;

/** A condition that says nothing of its times was decided now, unless it was there before. */
const timed = (condition: JsonObject, before: readonly JsonObject[], now: string): JsonObject => {
  const old = before.find(({ type, status }) => type === condition['type'] && status === condition['status']);
  const since = old === undefined ? '' : stringAt(old, 'lastTransitionTime');
  return {
    ...condition,
    ...(stringAt(condition, 'lastUpdateTime') === '' && { lastUpdateTime: now }),
    ...(stringAt(condition, 'lastTransitionTime') === '' && { lastTransitionTime: since === '' ? now : since }),
  };
};

/** Whether a request is approved or denied; once decided it stays so. */
export const approvalUpdate: SubresourceUpdate = {
  merge: (sent, before, nowMs) => {
    const old = objectsAt(before, ...CONDITIONS);
    return withValueAt(withMetadataOf(sent, before), CONDITIONS, objectsAt(sent, ...CONDITIONS).map((condition) => timed(condition, old, secondsOf(nowMs))));
  },
  validate: (request, before) => [...certificateSigningRequestErrors(request), ...decisionErrors(request, before, true)],
};
