import { expect } from 'chai';
import fc from 'fast-check';
import { TextSyntaxError, parseJsonText } from './json-text.ts';

describe('parsing JSON', () => {
  it('agrees with the host on every JSON text', () => {
    fc.assert(fc.property(fc.json({ noUnicodeString: false }), fc.constantFrom(0, 2), (text, indent) => {
      const value: unknown = JSON.parse(text);
      const pretty = JSON.stringify(value, undefined, indent);
      expect(JSON.stringify(parseJsonText(pretty).value)).to.equal(JSON.stringify(value));
    }));
  });
  it('refuses exactly what the host refuses', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,0-1.eE+truefalsn\\u ') }), (text) => {
      let valid = true;
      try { JSON.parse(text); } catch { valid = false; }
      let ours = true;
      try { parseJsonText(text); } catch (error) { ours = false; expect(error).to.be.instanceOf(TextSyntaxError); }
      expect(ours).to.equal(valid);
    }), { numRuns: 2000 });
  });

  const duplicates = [
    ['a duplicate at the top', '{"a":1,"a":2}', ['duplicate field "a"']],
    ['a duplicate below', '{"spec":{"replicas":1,"replicas":2}}', ['duplicate field "spec.replicas"']],
    ['a duplicate in a list', '{"a":[{},{"b":1,"b":1}]}', ['duplicate field "a[1].b"']],
    ['a key written with escapes', '{"a":1,"\\u0061":2}', ['duplicate field "a"']],
    ['the same key at two levels is none', '{"a":{"a":1}}', []],
  ] as const;
  for (const [name, text, want] of duplicates) it(`notes ${name}`, () => { expect(parseJsonText(text).complaints).to.deep.equal(want); });

  const broken = [
    ['', 'unexpected end of JSON input'],
    ['{"a":1', 'unexpected end of JSON input'],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['1 2', "invalid character '2' after top-level value"],
    ['nul!', "invalid character '!' in literal null (expecting 'l')"],
    [`{"replicas":${'9'.repeat(400)}}`, `number ${'9'.repeat(400)} is out of range`],
    ['['.repeat(600), 'exceeded max depth'],
  ] as const;
  for (const [text, message] of broken) it(`refuses ${text.slice(0, 30)} with: ${message}`, () => { expect(() => parseJsonText(text)).to.throw(TextSyntaxError, message); });

  it('keeps __proto__ an ordinary key', () => {
    const { value } = parseJsonText('{"__proto__":{"polluted":true}}');
    expect(JSON.stringify(value)).to.equal('{"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
  });
});
