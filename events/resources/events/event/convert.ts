import type { Json, JsonObject } from '../../../json.ts';

/** What Events of the two groups call the same thing; everything else has one name. */
const NAMES: readonly (readonly [string, string])[] = [
  ['regarding', 'involvedObject'],
  ['note', 'message'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
];

const renamer = (names: readonly (readonly [string, string])[]): ((event: JsonObject) => JsonObject) => {
  const renamed = new Map(names);
  return (event) => {
    const result: Record<string, Json | undefined> = {};
    for (const [key, value] of Object.entries(event)) result[renamed.get(key) ?? key] = value;
    return result;
  };
};

/** To the core group's form. */
export const toStored = renamer(NAMES);

/** From the core group's form. */
export const fromStored = renamer(NAMES.map(([newer, older]) => [older, newer]));
