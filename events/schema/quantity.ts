/** How a quantity prefers to be written: `500m`, `1Gi`, `1e3`. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** An amount of a resource, exact to a billionth, as upstream's resource.Quantity. */
export interface Quantity {
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

/** The text is no quantity; messages are upstream's. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError';
}

const WRONG_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_SUFFIX = "unable to parse quantity's suffix";
const PATTERN = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*)([-+]?[0-9]*)$/;
/** No amount needs more; the pattern's time grows with the square of the length. */
const MOST_CHARACTERS = 256;
const NANO = 1_000_000_000n;
const MAX_NANO = ((1n << 63n) - 1n) * NANO;

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

const exponentSuffix = (letters: string, digits: string): Suffix => {
  if ((letters !== 'e' && letters !== 'E') || !/[0-9]$/.test(digits)) throw new QuantityError(WRONG_SUFFIX);
  return { base: 10, exponent: Number(digits), format: 'DecimalExponent' };
};

const suffixOf = (letters: string, digits: string): Suffix => {
  if (digits !== '') return exponentSuffix(letters, digits);
  const decimal = DECIMAL[letters];
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const binary = BINARY[letters];
  if (binary === undefined) throw new QuantityError(WRONG_SUFFIX);
  return { base: 2, exponent: binary, format: 'BinarySI' };
};

const divideRoundingUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;

/** `digits` × 10^`scale`, in nanos, a fraction of a nano rounded away from zero, capped at 2^63−1 whole units. */
const decimalNano = (digits: bigint, scale: number): bigint => {
  const shift = scale + 9;
  if (digits === 0n || shift < -64) return digits === 0n ? 0n : 1n;
  if (shift > 64) return MAX_NANO;
  const nano = shift >= 0 ? digits * 10n ** BigInt(shift) : divideRoundingUp(digits, 10n ** BigInt(-shift));
  return nano > MAX_NANO ? MAX_NANO : nano;
};

const binaryNano = (digits: bigint, fraction: number, exponent: number): bigint => {
  const nano = divideRoundingUp((digits << BigInt(exponent)) * NANO, 10n ** BigInt(fraction));
  return nano > MAX_NANO ? MAX_NANO : nano;
};

/** Reads `1`, `0.5`, `100m`, `1.5Gi`, `12e6`; throws QuantityError. */
export const parseQuantity = (text: string): Quantity => {
  const match = text.length > MOST_CHARACTERS ? null : PATTERN.exec(text);
  if (match === null) throw new QuantityError(WRONG_FORMAT);
  const part = (index: number): string => match[index] ?? '';
  const [sign, whole, fraction] = [part(1), part(2), part(3)];
  if (whole === '' && fraction === '') throw new QuantityError(WRONG_FORMAT);
  const { base, exponent, format } = suffixOf(part(4), part(5));
  const mantissa = BigInt(whole + fraction);
  const size = base === 10 ? decimalNano(mantissa, exponent - fraction.length) : binaryNano(mantissa, fraction.length, exponent);
  const readable = format === 'BinarySI' && size < NANO ? 'DecimalSI' : format;
  return { nano: sign === '-' ? -size : size, format: readable };
};

const decimalText = (nano: bigint, format: QuantityFormat): string => {
  let mantissa = nano;
  let thousands = 0;
  while (mantissa % 1000n === 0n && thousands < DECIMAL_SUFFIXES.length - 1) {
    mantissa /= 1000n;
    thousands += 1;
  }
  const exponent = thousands * 3 - 9;
  const suffix = format === 'DecimalExponent' ? (exponent === 0 ? '' : `e${exponent}`) : DECIMAL_SUFFIXES[thousands] ?? '';
  return `${mantissa}${suffix}`;
};

const binaryText = (value: bigint): string => {
  let mantissa = value;
  let factor = 0;
  while (mantissa % 1024n === 0n && factor < BINARY_SUFFIXES.length - 1) {
    mantissa /= 1024n;
    factor += 1;
  }
  return `${mantissa}${BINARY_SUFFIXES[factor] ?? ''}`;
};

const isBinary = ({ nano, format }: Quantity): boolean => {
  const size = nano < 0n ? -nano : nano;
  return format === 'BinarySI' && size >= 1024n * NANO && size % NANO === 0n;
};

/** Upstream's canonical text: no fraction, the largest suffix that keeps the number whole. */
export const formatQuantity = (quantity: Quantity): string => {
  if (quantity.nano === 0n) return '0';
  return isBinary(quantity) ? binaryText(quantity.nano / NANO) : decimalText(quantity.nano, quantity.format === 'DecimalExponent' ? 'DecimalExponent' : 'DecimalSI');
};

const ALREADY_CANONICAL = /^[1-9][0-9]{0,2}(?:[mkMGTP]|[MGTP]i)?$/;

/** `formatQuantity(parseQuantity(text))`; numbers as JSON carries them are accepted. Throws QuantityError. */
export const canonicalQuantity = (text: string): string =>
  ALREADY_CANONICAL.test(text) ? text : formatQuantity(parseQuantity(text));

export const compareQuantity = (left: Quantity, right: Quantity): -1 | 0 | 1 =>
  left.nano < right.nano ? -1 : left.nano > right.nano ? 1 : 0;

/** The sum, written as the left one is, or as the right when the left is zero. */
export const addQuantity = (left: Quantity, right: Quantity): Quantity =>
  ({ nano: left.nano + right.nano, format: left.nano === 0n ? right.format : left.format });

export const subtractQuantity = (left: Quantity, right: Quantity): Quantity =>
  ({ nano: left.nano - right.nano, format: left.nano === 0n ? right.format : left.format });

const scaled = (nano: bigint, unit: bigint): number =>
  Number(nano >= 0n ? divideRoundingUp(nano, unit) : -(-nano / unit));

/** Thousandths, rounded up; exact up to 2^53. */
export const milliValue = ({ nano }: Quantity): number => scaled(nano, 1_000_000n);

/** Whole units, rounded up; exact up to 2^53. */
export const quantityValue = ({ nano }: Quantity): number => scaled(nano, NANO);
