import { expect } from 'chai';
import fc from 'fast-check';
import { parse } from 'yaml';
import { answerObject } from './answer-object.ts';
import { bytesOf } from './answer.ts';

const yamlOf = (value: object): string => {
  const answer = answerObject(200, [bytesOf(JSON.stringify(value))], { view: { representation: { encoding: 'yaml', form: 'object', version: 'v1' } }, query: new URLSearchParams() });
  return answer.body.kind === 'pieces' ? Buffer.concat(answer.body.pieces).toString() : '';
};

/** As readers of both versions of YAML understand it. */
const readings = (text: string): readonly unknown[] => [parse(text, { version: '1.1', maxAliasCount: 0 }), parse(text, { version: '1.2', maxAliasCount: 0 })];

describe('YAML answers', () => {
  for (const text of ['2026-11-22T03:57:49Z', '2026-11-22', 'yes', 'on', 'N', '1:30', '012', '0o7', '0x1f', '1_000', '1e3', '.5', '~', 'null', 'true', '']) {
    it(`write the string ${JSON.stringify(text)} so that every reader takes it for one`, () => {
      for (const reading of readings(yamlOf({ value: text }))) expect(reading).to.deep.equal({ value: text });
    });
  }

  it('are read as what was answered as JSON, whatever it is', () => {
    fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z./-]{0,12}$/), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string()))), (value) => {
      for (const reading of readings(yamlOf(value))) expect(JSON.stringify(reading)).to.equal(JSON.stringify(value));
    }));
  });

  it('do not break long lines', () => {
    expect(yamlOf({ value: 'word '.repeat(60).trim() }).split('\n')).to.have.length(2);
  });
});
