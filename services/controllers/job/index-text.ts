import { parseIndexes } from '../../../events/resources/batch/job/indexes.ts';

/** The indexes of a text such as `1,3-5`, of those below `completions`. */
export const indexSet = (text: string | undefined, completions: number): Set<number> => {
  const indexes = new Set<number>();
  for (const [start, end] of parseIndexes(text ?? '', Number.MAX_SAFE_INTEGER).intervals) {
    for (let index = start; index <= Math.min(end, completions - 1); index += 1) indexes.add(index);
  }
  return indexes;
};

const intervalText = (start: number, end: number): string => {
  if (start === end) return String(start);
  return end === start + 1 ? `${start},${end}` : `${start}-${end}`;
};

/** Indexes as a job's status tells them: ascending, three or more in a row as an interval. */
export const indexText = (indexes: ReadonlySet<number>): string => {
  const parts: string[] = [];
  let [start, end] = [-1, -1];
  for (const index of [...indexes].toSorted((a, b) => a - b)) {
    if (start >= 0 && index === end + 1) {
      end = index;
      continue;
    }
    if (start >= 0) parts.push(intervalText(start, end));
    [start, end] = [index, index];
  }
  if (start >= 0) parts.push(intervalText(start, end));
  return parts.join(',');
};
