import type { JsonObject } from '../../../json.ts';
import { objectAt, objectsAt, valueAt, withValueAt, withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

const CONDITIONS = ['status', 'conditions'] as const;
const DECIDED_ELSEWHERE: readonly string[] = ['Approved', 'Denied'];

/** Approval has a subresource of its own: a status update carries its conditions along as they are. */
const keepDecisions = (request: JsonObject, before: JsonObject): JsonObject => {
  const old = objectsAt(before, ...CONDITIONS);
  const now = objectsAt(request, ...CONDITIONS);
  const kept = now.map((condition) => (DECIDED_ELSEWHERE.includes(String(condition['type'])) ? old.find(({ type }) => type === condition['type']) ?? condition : condition));
  return kept.every((condition, index) => condition === now[index]) ? request : withValueAt(request, CONDITIONS, kept);
};

/** What is asked for, and by whom, never changes. */
export const certificateSigningRequestStrategy: Strategy = {
  prepareCreate: (request) => withoutKeys(request, ['status']),
  requestedBy: (request, { name, uid, groups, extra }) => ({
    ...request,
    spec: { ...withoutKeys(objectAt(request, 'spec'), ['uid', 'extra']), username: name, ...(uid !== undefined && { uid }), groups, ...(extra !== undefined && { extra }) },
  }),
  prepareUpdate: (request, before) => withValueAt(request, ['spec'], valueAt(before, 'spec')),
  prepareStatusUpdate: keepDecisions,
};
