import type { Json } from '../json.ts';

type Maybe = Json | undefined;

export interface ItemRules {
  /** What tells items apart. */
  readonly name: (item: Json) => string;
  readonly merge: (live: Maybe, config: Maybe) => Maybe;
}

/** Live items by name; those that share a name are not merged with. */
const mergeable = (live: readonly Json[], names: readonly string[]): ReadonlyMap<string, Maybe> => {
  const items = new Map<string, Maybe>();
  names.forEach((name, index) => items.set(name, items.has(name) ? undefined : live[index]));
  return items;
};

/**
 * Joins two associative lists as upstream does. Items of both stand in the order of `config`; those of one side alone keep their
 * places between them, the live ones first.
 */
export const mergeItems = (live: readonly Json[], config: readonly Json[], { name, merge }: ItemRules): readonly Json[] => {
  const [liveNames, configNames] = [live.map(name), config.map(name)];
  const [ours, theirs] = [mergeable(live, liveNames), new Map(configNames.map((each, index) => [each, config[index]]))];
  const shared = configNames.filter((each) => ours.has(each));
  const merged: Json[] = [];
  const taken = new Set<string>();
  const push = (value: Maybe): void => { if (value !== undefined) merged.push(value); };
  let [left, right, next] = [0, 0, 0];
  const takeConfig = (each: string): void => {
    taken.add(each);
    push(merge(ours.get(each), theirs.get(each)));
    right += 1;
    if (shared[next] === each) next += 1;
  };
  /** Moves on in the live list; false when the next item to take is the configuration's. */
  const passLive = (each: string): boolean => {
    if (!theirs.has(each)) push(merge(live[left], undefined));
    else if (!taken.has(each) && (right >= configNames.length || shared[next] === each)) return false;
    left += 1;
    return true;
  };
  while (left < liveNames.length || right < configNames.length) {
    const each = liveNames[left];
    if (each !== undefined && each === configNames[right]) left += 1;
    else if (each !== undefined && passLive(each)) continue;
    const wanted = configNames[right];
    if (wanted === undefined) break;
    takeConfig(wanted);
  }
  return merged;
};
