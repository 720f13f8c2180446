/** The promises tests hold a run against, each as one named check over what was recorded. Each answers what broke it. */

/** resourceVersions as one watcher saw them: never the same twice, never backwards. Bookmarks may repeat the last one. */
export const ordered = (versions: readonly number[]): readonly string[] =>
  versions.flatMap((version, index) => {
    const before = versions[index - 1];
    return before !== undefined && version < before ? [`${version} came after ${before}`] : [];
  });

/** Things that must happen at most once. */
export const unique = (names: readonly string[]): readonly string[] => {
  const seen = new Set<string>();
  return names.filter((name) => {
    const again = seen.has(name);
    seen.add(name);
    return again;
  });
};

/** Everything acknowledged is there. */
export const kept = (acknowledged: readonly string[], found: ReadonlySet<string>): readonly string[] => acknowledged.filter((name) => !found.has(name));

/** A limit that holds at every step of a recorded course. */
export const bounded = (course: readonly { readonly at: string; readonly count: number }[], most: number): readonly string[] =>
  course.flatMap(({ at, count }) => (count > most ? [`${count} at ${at}`] : []));

/** One version of one object, as the log has it or a watch told of it. */
export interface Version {
  readonly version: number;
  readonly name: string;
  readonly gone: boolean;
}

const nameOf = ({ name, version, gone }: Version): string => `${name}@${version}${gone ? ' gone' : ''}`;

/** A watch that was cut and went on from the last version it had seen tells of every change exactly once, in order. */
export const resumable = (seen: readonly Version[], happened: readonly Version[]): readonly string[] => {
  const [told, real] = [seen.map(nameOf), happened.map(nameOf)];
  const [toldOnce, realOnce] = [new Set(told), new Set(real)];
  return [
    ...unique(told).map((name) => `${name} twice`),
    ...real.filter((name) => !toldOnce.has(name)).map((name) => `${name} never`),
    ...told.filter((name) => !realOnce.has(name)).map((name) => `${name}, which never happened`),
    ...ordered(seen.map(({ version }) => version)),
  ];
};

/** A bookmark says: everything up to here was told, and nothing behind it. */
export const bookmarkable = (frames: readonly (Version | { readonly bookmark: number })[], happened: readonly Version[]): readonly string[] => {
  const told = new Set<string>();
  let newest = 0;
  return frames.flatMap((frame) => {
    if (!('bookmark' in frame)) {
      told.add(nameOf(frame));
      newest = Math.max(newest, frame.version);
      return [];
    }
    const untold = happened.filter((each) => each.version <= frame.bookmark && !told.has(nameOf(each)));
    return [...untold.map((each) => `${nameOf(each)} came after the bookmark ${frame.bookmark}`), ...(newest > frame.bookmark ? [`${newest} came before the bookmark ${frame.bookmark}`] : [])];
  });
};

/** What the log holds at a version, as `name@version`, sorted. */
export const stateAt = (happened: readonly Version[], version: number): readonly string[] => {
  const state = new Map<string, Version>();
  for (const each of happened) if (each.version <= version) state.set(each.name, each);
  return [...state.values()].filter(({ gone }) => !gone).map(nameOf).sort();
};

export interface Listing {
  readonly version: number;
  /** `name@version` of every object on every page. */
  readonly items: readonly string[];
}

/** A list, in however many pages, is the state at its own version: nothing older, newer, missing or twice. */
export const consistent = (listings: readonly Listing[], happened: readonly Version[]): readonly string[] =>
  listings.flatMap(({ version, items }) => {
    const [found, real] = [items.toSorted().join(' '), stateAt(happened, version).join(' ')];
    return found === real ? [] : [`at ${version}: ${found} instead of ${real}`];
  });

/** What was read after something was acknowledged is at least that new. */
export const fresh = (reads: readonly { readonly acknowledged: number; readonly version: number }[]): readonly string[] =>
  reads.flatMap(({ acknowledged, version }) => (version < acknowledged ? [`${version} was answered after ${acknowledged} was acknowledged`] : []));

export interface ReadBack {
  readonly name: string;
  /** The object's version after the write; for a deletion the version that was deleted. */
  readonly wrote: number;
  readonly deleted: boolean;
  /** The version a read that began afterwards answered; undefined when it found nothing. */
  readonly seen: number | undefined;
}

const isLater = (each: Version, { name, wrote, deleted }: ReadBack): boolean => each.name === name && (deleted ? each.version > wrote : each.version >= wrote);

/** A read after a write answers it, or what somebody wrote over it; never anything from before it. */
export const readYourWrites = (reads: readonly ReadBack[], happened: readonly Version[]): readonly string[] =>
  reads.flatMap((read) => {
    const possible = happened.filter((each) => isLater(each, read));
    const isPossible = possible.some((each) => (read.seen === undefined ? each.gone : each.version === read.seen));
    return isPossible ? [] : [`${read.name}: ${read.seen ?? 'nothing'} was read after ${read.deleted ? 'the deletion of ' : ''}${read.wrote}`];
  });

/** Members of one batch are seen all or none: here, they always hold the same value. */
export const atomic = (readings: readonly { readonly at: string; readonly values: readonly string[] }[]): readonly string[] =>
  readings.flatMap(({ at, values }) => (new Set(values).size === 1 ? [] : [`${at}: ${values.join(', ')}`]));
