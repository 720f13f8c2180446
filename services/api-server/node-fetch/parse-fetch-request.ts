import { isJsonObject } from '../../../events/json.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { FetchRequest } from '../../../events/node/messages.ts';

const isFetchable = (resource: string): resource is FetchRequest['resource'] => resource === 'configmaps' || resource === 'secrets' || resource === 'tokens';

/** Undefined for anything else than a whole request. */
export const parseFetchRequest = (bytes: Uint8Array): FetchRequest | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const [podUid, namespace, pod] = [stringAt(value, 'podUid'), stringAt(value, 'namespace'), stringAt(value, 'pod')];
  const [resource, name] = [stringAt(value, 'resource'), stringAt(value, 'name')];
  if (!isFetchable(resource)) return undefined;
  return [podUid, namespace, pod, name].includes('') ? undefined : { podUid, namespace, pod, resource, name };
};
