import type { Json, JsonObject } from '../../events/json.ts';
import { isJsonArray } from '../../events/json-path.ts';
import { isJsonObject } from '../../events/json.ts';

const LISTS = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];

const child = (value: Json | undefined, field: string): Json | undefined => (isJsonObject(value) ? value[field] : undefined);

const endsOf = (container: Json): readonly string[] => ['state', 'lastState'].flatMap((state) => {
  const terminated = child(child(container, state), 'terminated');
  return isJsonObject(terminated) ? [`${String(child(container, 'name'))} ${String(terminated.containerID ?? terminated.finishedAt ?? '')}`] : [];
});

/** `name id` of every container a status says has ended. */
const ended = (status: JsonObject): ReadonlySet<string> =>
  new Set(LISTS.flatMap((list) => { const statuses = status[list]; return isJsonArray(statuses) ? statuses.flatMap(endsOf) : []; }));

/** Whether the report tells of a container's end the stored status does not know of. */
export const reportsExit = (current: JsonObject, observed: JsonObject): boolean => {
  const known = ended(current);
  return [...ended(observed)].some((end) => !known.has(end));
};
