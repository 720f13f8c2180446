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
