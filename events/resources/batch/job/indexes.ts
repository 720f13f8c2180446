/** Indexes as jobs write them, `1,3-5,7`. */
export interface IndexIntervals {
  readonly intervals: readonly (readonly [number, number])[];
  /** What is wrong with the text, in upstream's words; undefined when nothing is. */
  readonly fault: string | undefined;
}

type Interval = readonly [number, number];

const faulty = (fault: string): { readonly fault: string } => ({ fault });

const limitOf = (text: string, completions: number): number | { readonly fault: string } => {
  if (!/^[+-]?\d+$/.test(text)) return faulty(`cannot convert string to integer for index: ${JSON.stringify(text)}`);
  return Number(text) >= completions ? faulty(`too large index: ${JSON.stringify(text)}`) : Number(text);
};

const intervalOf = (text: string, completions: number): Interval | { readonly fault: string } => {
  const limits = text.split('-');
  if (limits.length > 2) return faulty(`the fragment ${JSON.stringify(text)} violates the requirement that an index interval can have at most two parts separated by '-'`);
  const start = limitOf(limits[0] ?? '', completions);
  if (typeof start !== 'number') return start;
  if (limits[1] === undefined) return [start, start];
  const end = limitOf(limits[1], completions);
  if (typeof end !== 'number') return end;
  return start >= end ? faulty(`non-increasing order, previous: ${start}, current: ${end}`) : [start, end];
};

/** Reads the intervals up to the first fault; indexes are below `completions` and ascend. */
export const parseIndexes = (text: string, completions: number): IndexIntervals => {
  const intervals: Interval[] = [];
  for (const part of text === '' ? [] : text.split(',')) {
    const interval = intervalOf(part, completions);
    if ('fault' in interval) return { intervals, fault: interval.fault };
    const last = intervals.at(-1)?.[1];
    if (last !== undefined && last >= interval[0]) return { intervals, fault: `non-increasing order, previous: ${last}, current: ${interval[0]}` };
    intervals.push(interval);
  }
  return { intervals, fault: undefined };
};

export const indexCount = ({ intervals }: IndexIntervals): number => intervals.reduce((sum, [start, end]) => sum + end - start + 1, 0);

/** The first index two lists share; undefined when there is none. */
export const sharedIndex = (one: IndexIntervals, other: IndexIntervals): number | undefined => {
  let [left, right] = [0, 0];
  for (;;) {
    const [a, b] = [one.intervals[left], other.intervals[right]];
    if (a === undefined || b === undefined) return undefined;
    if (a[0] <= b[1] && b[0] <= a[1]) return Math.max(a[0], b[0]);
    if (a[0] <= b[0]) left += 1;
    else right += 1;
  }
};
