import type { Json, JsonObject } from '../../json.ts';
import { jsonEqual } from '../../json-equal.ts';
import { listAt, valueAt } from '../../json-path.ts';

const adds = (items: readonly Json[], to: readonly Json[]): boolean => items.some((item) => !to.some((other) => jsonEqual(item, other)));

/** `RoleBindingGranted` when someone is given the role, `RoleBindingRevoked` when someone loses it and nobody gains it. */
export const bindingEventType = (kind: 'RoleBinding' | 'ClusterRoleBinding') => (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  const [had, has] = [listAt(before, 'subjects'), listAt(after, 'subjects')];
  if (adds(has, had)) return `${kind}Granted`;
  return adds(had, has) ? `${kind}Revoked` : undefined;
};

/** The label of a change of a role's rules. */
export const roleEventType = (kind: 'Role' | 'ClusterRole') => (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  return jsonEqual(valueAt(before, 'rules'), valueAt(after, 'rules')) ? undefined : `${kind}RulesChanged`;
};
