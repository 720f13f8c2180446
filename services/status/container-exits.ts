import type { Json, JsonObject } from '../../events/json.ts';
import { isJsonArray } from '../../events/json-path.ts';
import { isJsonObject } from '../../events/json.ts';

const LISTS = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];

const child = (value: Json | undefined, field: string): Json | undefined => (isJsonObject(value) ? value[field] : undefined);

/** `container id` of everything a status says has ended. */
const ended = (status: JsonObject): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const list of LISTS) {
    const statuses = status[list];
    if (!isJsonArray(statuses)) continue;
    for (const container of statuses) {
      for (const state of ['state', 'lastState']) {
        const terminated = child(child(container, state), 'terminated');
        if (isJsonObject(terminated)) found.add(`${String(child(container, 'name'))} ${String(terminated.containerID ?? terminated.finishedAt ?? '')}`);
      }
    }
  }
  return found;
};

/** Whether the report tells of a container's end the stored status does not know of. */
export const reportsExit = (current: JsonObject, observed: JsonObject): boolean => {
  const known = ended(current);
  return [...ended(observed)].some((end) => !known.has(end));
};
