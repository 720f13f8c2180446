const BINARY: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };
const DECIMAL: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([KMGTPE]i)|([numkMGTPE]?)|[eE]([+-]?\d+))$/;

/**
 * A resource quantity (`100m`, `1.5Gi`, `2e3`) in units of `1/scale`, rounded up as upstream rounds: scale 1000 reads
 * CPU in millicores, scale 1 bytes or counts. Undefined when the text is not a quantity. Exact up to 2^53.
 */
export const quantityValue = (text: string | number, scale: 1 | 1000): number | undefined => {
  const match = QUANTITY.exec(String(text));
  if (match === null) return undefined;
  const [, digits = '', binary, decimal = '', exponent] = match;
  const factor = binary !== undefined ? BINARY[binary] : exponent !== undefined ? 10 ** Number(exponent) : DECIMAL[decimal];
  const exact = Number(digits) * (factor ?? 1) * scale;
  // Decimal fractions are inexact in binary (0.1 * 1000): what is within rounding error of a whole number is one.
  const nearest = Math.round(exact);
  return Math.abs(exact - nearest) < 1e-6 * Math.max(1, Math.abs(exact)) * 1e-3 ? nearest : Math.ceil(exact);
};

/** Scale a resource is counted in: CPU in thousandths, all else whole. */
export const scaleOf = (resource: string): 1 | 1000 => (resource === 'cpu' ? 1000 : 1);
