import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalBase64, corruptBase64, decodeBase64, encodeBase64 } from './base64.ts';

const CORRUPT: readonly (readonly [string, number])[] = [
  ['', -1], ['YQ==', -1], ['YWI=', -1], ['YWJj', -1], ['YW\nJj', -1], ['YR==', -1], ['YQ', 0], ['YQ=', 0], ['Y*==', 1], ['YWJj=', 4], ['YQ==YQ==', 4], ['YWJjZA', 4], ['=', 0],
];

describe('base64', () => {
  for (const [text, position] of CORRUPT) {
    it(`finds ${JSON.stringify(text)} ${position < 0 ? 'sound' : `corrupt at ${position}`}`, () => {
      expect(corruptBase64(text)).equal(position);
    });
  }

  it('agrees with the platform’s encoder for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      expect(encodeBase64(bytes)).equal(text);
      expect([...decodeBase64(text)]).deep.equal([...bytes]);
      expect(canonicalBase64(text)).equal(text);
      expect(corruptBase64(text)).equal(-1);
    }));
  });

  it('drops line breaks and unused bits in canonical form', () => {
    expect(canonicalBase64('YW\nJj\r\n')).equal('YWJj');
    expect(canonicalBase64('YR==')).equal('YQ==');
  });
});
