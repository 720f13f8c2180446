import { expect } from 'chai';
import fc from 'fast-check';
import { addQuantity, canonicalQuantity, compareQuantity, formatQuantity, milliValue, parseQuantity, QuantityError, quantityValue, subtractQuantity } from './quantity.ts';

const CANONICAL: readonly (readonly [string, string])[] = [
  ['0', '0'], ['0m', '0'], ['0Ki', '0'], ['-0', '0'], ['00', '0'], ['0.0', '0'], ['1', '1'], ['+1', '1'], ['-1', '-1'], ['007', '7'],
  ['.5', '500m'], ['0.5', '500m'], ['1.', '1'], ['500m', '500m'], ['1000m', '1'], ['1500m', '1500m'], ['100u', '100u'], ['1n', '1n'], ['0.1n', '1n'], ['-0.1n', '-1n'],
  ['1k', '1k'], ['1000', '1k'], ['1000k', '1M'], ['1100k', '1100k'], ['1.5k', '1500'], ['12345', '12345'], ['1000000', '1M'], ['1E', '1E'], ['1000P', '1E'],
  ['1Ki', '1Ki'], ['1024Ki', '1Mi'], ['1024Mi', '1Gi'], ['1536Mi', '1536Mi'], ['1.5Gi', '1536Mi'], ['0.5Mi', '512Ki'], ['1024', '1024'], ['0.5Ki', '512'], ['1023Ki', '1023Ki'],
  ['0.1Ki', '102400m'], ['0.0001Ki', '102400u'], ['1.1Ki', '1126400m'], ['1048576Ki', '1Gi'], ['-1Ki', '-1Ki'], ['-2048Ki', '-2Mi'],
  ['1e3', '1e3'], ['1E3', '1e3'], ['12e6', '12e6'], ['1200e6', '1200e6'], ['1e0', '1'], ['1e1', '10'], ['1e-3', '1e-3'], ['1.5e3', '1500'], ['1000e0', '1e3'],
  ['9223372036854775807', '9223372036854775807'], ['9223372036854775808', '9223372036854775807'], ['100E', '9223372036854775807'], ['-100E', '-9223372036854775807'],
  ['8Ei', '9223372036854775807'], ['1Ei', '1Ei'], ['3.0', '3'], ['0.250', '250m'], ['0.123456789123', '123456790n'],
];
const REFUSED: readonly (readonly [string, string])[] = [
  ['', 'quantities must match'], ['.', 'quantities must match'], ['abc', 'quantities must match'], ['1 Gi', 'quantities must match'], ['1..5', 'quantities must match'], ['--1', 'quantities must match'],
  ['1i', 'suffix'], ['1mi', 'suffix'], ['1K', 'suffix'], ['1Mii', 'suffix'], ['1e', 'suffix'], ['1ee3', 'suffix'],
];

describe('quantities', () => {
  for (const [text, canonical] of CANONICAL) {
    it(`writes ${text} as ${canonical}`, () => {
      expect(canonicalQuantity(text)).equal(canonical);
      expect(canonicalQuantity(canonical)).equal(canonical);
    });
  }
  for (const [text, why] of REFUSED) {
    it(`refuses ${JSON.stringify(text)} for its ${why === 'suffix' ? 'suffix' : 'form'}`, () => {
      expect(() => parseQuantity(text)).throw(QuantityError, why);
    });
  }

  it('compares amounts whatever their suffix', () => {
    expect(compareQuantity(parseQuantity('1Gi'), parseQuantity('1024Mi'))).equal(0);
    expect(compareQuantity(parseQuantity('1G'), parseQuantity('1Gi'))).equal(-1);
    expect(compareQuantity(parseQuantity('1'), parseQuantity('999m'))).equal(1);
  });

  it('adds and subtracts exactly, keeping the left side’s way of writing', () => {
    expect(formatQuantity(addQuantity(parseQuantity('100m'), parseQuantity('0.9')))).equal('1');
    expect(formatQuantity(addQuantity(parseQuantity('1Gi'), parseQuantity('512Mi')))).equal('1536Mi');
    expect(formatQuantity(addQuantity(parseQuantity('0'), parseQuantity('1Ki')))).equal('1Ki');
    expect(formatQuantity(subtractQuantity(parseQuantity('1'), parseQuantity('250m')))).equal('750m');
  });

  it('rounds up to thousandths and to whole units', () => {
    expect(milliValue(parseQuantity('1u'))).equal(1);
    expect(milliValue(parseQuantity('1.5'))).equal(1500);
    expect(quantityValue(parseQuantity('100m'))).equal(1);
    expect(quantityValue(parseQuantity('2Gi'))).equal(2_147_483_648);
    expect(quantityValue(parseQuantity('-1500m'))).equal(-1);
  });

  it('keeps the amount when written canonically', () => {
    const suffix = fc.constantFrom('n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'Ki', 'Mi', 'Gi', 'e3', 'E-2');
    fc.assert(fc.property(fc.nat(), fc.nat(9_999), suffix, (whole, fraction, unit) => {
      const quantity = parseQuantity(`${whole}.${fraction}${unit}`);
      expect(parseQuantity(formatQuantity(quantity)).nano).equal(quantity.nano);
      expect(canonicalQuantity(formatQuantity(quantity))).equal(formatQuantity(quantity));
    }));
  });

  const amount = fc.tuple(fc.integer({ min: -100_000, max: 100_000 }), fc.constantFrom('n', 'u', 'm', '', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e2')).map(([number, suffix]) => parseQuantity(`${number}${suffix}`));

  it('add and subtract as numbers do', () => {
    fc.assert(fc.property(amount, amount, amount, (a, b, c) => {
      expect(addQuantity(a, b).nano).equal(addQuantity(b, a).nano);
      expect(addQuantity(addQuantity(a, b), c).nano).equal(addQuantity(a, addQuantity(b, c)).nano);
      expect(subtractQuantity(addQuantity(a, b), b).nano).equal(a.nano);
      expect(compareQuantity(a, b)).equal(-compareQuantity(b, a) + 0);
      expect(compareQuantity(addQuantity(a, c), addQuantity(b, c))).equal(compareQuantity(a, b));
      expect(parseQuantity(formatQuantity(addQuantity(a, b))).nano).equal(addQuantity(a, b).nano);
    }));
  });

  it('round up, and by less than one', () => {
    fc.assert(fc.property(amount, (quantity) => {
      const [milli, whole] = [BigInt(milliValue(quantity)), BigInt(quantityValue(quantity))];
      for (const [rounded, unit] of [[milli, 1_000_000n], [whole, 1_000_000_000n]] as const) {
        expect(rounded * unit >= quantity.nano).equal(true);
        expect(rounded * unit - quantity.nano < unit).equal(true);
      }
    }));
  });

  it('are read, or refused, whatever they are', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('1', '0', '9', '.', '-', '+', 'e', 'E', 'K', 'k', 'i', 'M', 'm', 'n', ' ', 'G'), { maxLength: 8 }).map((parts) => parts.join('')), (text) => {
      try {
        const canonical = canonicalQuantity(text);
        expect(canonicalQuantity(canonical)).equal(canonical);
      } catch (error) {
        expect(error).instanceOf(QuantityError);
      }
    }), { numRuns: 3000 });
  });
});
