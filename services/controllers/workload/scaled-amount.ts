/** A number as it is, or a percentage (`25%`) of `total`, rounded; 0 for what is absent or neither. */
export const scaledAmount = (amount: number | string | undefined, total: number, round: (exact: number) => number): number => {
  if (amount === undefined) return 0;
  if (typeof amount === 'number') return amount;
  const percent = /^(\d+)%$/.exec(amount)?.[1];
  return percent === undefined ? 0 : round((Number(percent) * total) / 100);
};
