import type { Json } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { isJsonArray } from '../../../events/json-path.ts';

const byText = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number => (left < right ? -1 : 1);

/** JSON as Go prints it with `%+v`: `map[spec:map[replicas:3]]`, keys sorted, texts unquoted. */
export const goText = (value: Json): string => {
  if (value === null) return '<nil>';
  if (isJsonArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isJsonObject(value)) return String(value);
  return `map[${Object.entries(value).sort(byText).map(([key, item]) => `${key}:${goText(item ?? null)}`).join(' ')}]`;
};
