declare global {
  interface JSON {
    /** What JSON.stringify writes as this very text. */
    rawJSON(text: string): unknown;
  }
}

/**
 * An integer beyond ±(2^53 − 1), which a number would round. JSON.stringify and texts show all its digits; in arithmetic
 * and comparisons it stands for the nearest number. Never within what a number holds, so that no value has two forms.
 */
export class ExactInteger {
  /** `-` and decimal digits without leading zeros. */
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }

  toJSON(): unknown {
    return JSON.rawJSON(this.digits);
  }

  toString(): string {
    return this.digits;
  }

  [Symbol.toPrimitive](hint: string): string | number {
    return hint === 'string' ? this.digits : Number(this.digits);
  }
}

export type Integer = number | ExactInteger;

/** The integer of a JSON text, e.g. `-12`; infinite where even the nearest number is. */
export const exactInteger = (digits: string): Integer => {
  const value = Number(digits);
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  return Number.isFinite(value) ? new ExactInteger(digits) : value;
};

const [INT64_MIN, INT64_MAX] = [-(2n ** 63n), 2n ** 63n - 1n];

export const isInt64 = ({ digits }: ExactInteger): boolean => {
  const value = BigInt(digits);
  return value >= INT64_MIN && value <= INT64_MAX;
};

/** Whether two values are the same number as JSON writes them, at least one of them beyond what a number holds. */
export const sameExactly = (a: unknown, b: unknown): boolean => {
  if (a instanceof ExactInteger) return b instanceof ExactInteger ? a.digits === b.digits : typeof b === 'number' && String(b) === a.digits;
  return b instanceof ExactInteger && typeof a === 'number' && String(a) === b.digits;
};
