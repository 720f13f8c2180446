import { expect } from 'chai';
import { exactInteger } from '../../../events/exact-integer.ts';
import { TextSyntaxError } from './json-text.ts';
import { parseYamlText } from './yaml-text.ts';

describe('parsing YAML', () => {
  const values = [
    ['yes is true', 'a: yes', { a: true }],
    ['a leading zero means octal', 'defaultMode: 0644', { defaultMode: 420 }],
    ['times stay text', 'a: 2026-01-02T03:04:05Z', { a: '2026-01-02T03:04:05Z' }],
    ['dates stay text', 'a: 2026-01-02', { a: '2026-01-02' }],
    ['base 60 is not read', 'a: 30:20', { a: '30:20' }],
    ['keys are text', '1: a\ntrue: b', { 1: 'a', true: 'b' }],
    ['anchors are resolved', 'a: &x [1]\nb: *x', { a: [1], b: [1] }],
    ['JSON is YAML', '{"a": [1, null, "x"]}', { a: [1, null, 'x'] }],
    ['block text keeps its lines', 'a: |\n  x\n  y\n', { a: 'x\ny\n' }],
    ['a version number is a float', 'a: 1.5', { a: 1.5 }],
    ['integers are exact', 'a: 9007199254740993\nb: -0xffffffffffffffffffff\nc: 9007199254740991', { a: exactInteger('9007199254740993'), b: exactInteger('-1208925819614629174706175'), c: 9007199254740991 }],
    ['merge keys are merged', 'a: &x {b: 1}\nc:\n  <<: *x\n  d: 2', { a: { b: 1 }, c: { b: 1, d: 2 } }],
  ] as const;
  for (const [name, text, want] of values) it(name, () => { expect(parseYamlText(text).value).to.deep.equal(want); });

  it('names duplicate keys by line', () => {
    expect(parseYamlText('a: 1\nb: 2\na: 3\n')).to.deep.equal({ value: { a: 3, b: 2 }, complaints: ['yaml: unmarshal errors:\n  line 3: key "a" already set in map'] });
  });
  it('bounds alias bombs', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]', ...'bcdefg'.split('').map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdef'[index]}`).join(',')}]`)].join('\n');
    expect(() => parseYamlText(bomb)).to.throw(TextSyntaxError);
  });
  for (const [name, text] of [['a tab as indent', 'a:\n\tb: 1'], ['two documents', 'a: 1\n---\nb: 2'], ['an integer out of range', `a: ${'9'.repeat(400)}`], ['a merge of what is no map', '<<: 1'], ['an anchor within itself', '&a [*a]']] as const) {
    it(`refuses ${name}`, () => { expect(() => parseYamlText(text)).to.throw(TextSyntaxError); });
  }
});
