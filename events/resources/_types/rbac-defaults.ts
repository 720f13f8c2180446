import type { JsonObject } from '../../json.ts';
import { withField } from '../../schema/json-building.ts';

/** Users and groups are of the group of access control, service accounts of the core. */
export const defaultSubject = (subject: JsonObject): JsonObject => {
  const { kind, apiGroup } = subject;
  if (apiGroup !== undefined && apiGroup !== '') return subject;
  return kind === 'User' || kind === 'Group' ? withField(subject, 'apiGroup', 'rbac.authorization.k8s.io') : subject;
};
