/** One measured figure: what it is, its value as printed, and the bound it is held against, if any. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly bound?: string;
  readonly met?: boolean;
}

export const atLeast = (name: string, value: number, least: number): Figure => ({ name, value: value.toFixed(2), bound: `≥ ${least}`, met: value >= least });
export const atMost = (name: string, value: number, { most, unit = '' }: { readonly most: number; readonly unit?: string }): Figure => ({ name, value: `${value.toFixed(value < 10 ? 2 : 0)}${unit}`, bound: `≤ ${most}${unit}`, met: value <= most });
export const plain = (name: string, value: number, unit = ''): Figure => ({ name, value: `${value.toFixed(value < 10 ? 2 : 0)}${unit}` });

export const median = (values: readonly number[]): number => {
  const sorted = [...values].toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

export const printFigures = (figures: readonly Figure[]): void => {
  const width = Math.max(...figures.map(({ name }) => name.length));
  for (const { name, value, bound, met } of figures) {
    const verdict = met === undefined ? '' : `  ${bound ?? ''}  ${met ? 'met' : 'MISSED'}`;
    console.log(`  ${name.padEnd(width)}  ${value.padStart(12)}${verdict}`);
  }
};
