import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { valueAt } from '../../../json-path.ts';

/** The label of a service account's change. */
export const serviceAccountEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  const differs = (field: string): boolean => !jsonEqual(valueAt(before, field), valueAt(after, field));
  if (differs('imagePullSecrets')) return 'ServiceAccountPullSecretsChanged';
  if (differs('secrets')) return 'ServiceAccountSecretsChanged';
  return differs('automountServiceAccountToken') ? 'ServiceAccountTokenMountingChanged' : undefined;
};
