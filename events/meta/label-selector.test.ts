import { expect } from 'chai';
import { RefusalError } from '../errors.ts';
import { formatLabelSelector, labelMapSelector, labelSelectorErrors, labelSelectorOf, parseLabelSelector } from './label-selector.ts';

describe('label selectors', () => {
  const matching = [
    ['an empty selector matches everything', '', {}, true],
    ['= matches an equal value', 'a=b', { a: 'b' }, true],
    ['== is =', 'a==b', { a: 'b' }, true],
    ['= refuses another value', 'a=b', { a: 'c' }, false],
    ['= refuses an absent label', 'a=b', {}, false],
    ['= with nothing behind it means the empty value', 'a=', { a: '' }, true],
    ['!= matches an absent label', 'a!=b', {}, true],
    ['!= refuses the value', 'a!=b', { a: 'b' }, false],
    ['in matches one of its values', 'e in (x,y)', { e: 'y' }, true],
    ['in refuses an absent label', 'e in (x,y)', {}, false],
    ['notin matches an absent label', 'f notin (z)', {}, true],
    ['notin refuses its value', 'f notin (z)', { f: 'z' }, false],
    ['a bare key wants presence', 'g', { g: '' }, true],
    ['! wants absence', '!h', { h: '1' }, false],
    ['commas mean and', 'a=b,!c, e in (x , y)', { a: 'b', e: 'x' }, true],
    ['> compares numbers', 'n>9', { n: '10' }, true],
    ['< compares numbers', 'n<9', { n: '10' }, false],
    ['a label named in is a key', 'in=1', { in: '1' }, true],
    ['prototype names are ordinary keys', 'constructor', {}, false],
    ['keys may carry a prefix', 'node-role.kubernetes.io/worker', { 'node-role.kubernetes.io/worker': '' }, true],
    ['an empty list holds the empty value', 'a in ()', { a: '' }, true],
  ] as const;
  for (const [name, text, labels, want] of matching) {
    it(name, () => { expect(parseLabelSelector(text).matches(labels)).to.equal(want); });
  }

  const broken = [
    ['a value set without brackets', 'a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['an operator that is none', 'a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, >, <"],
    ['a comma at the end', 'a=b,', "found '', expected: identifier after ','"],
    ['a comma at the start', ',a', "found ',', expected: !, identifier, or 'end of string'"],
    ['two values', 'a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['a bad value', 'a=-', "unable to parse requirement: values[0][a]: Invalid value: \"-\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"],
  ] as const;
  for (const [name, text, message] of broken) {
    it(`refuses ${name}`, () => {
      expect(() => parseLabelSelector(text)).to.throw(RefusalError, message).with.nested.property('refusal.reason', 'BadRequest');
    });
  }

  it('reads a LabelSelector object', () => {
    const selector = labelSelectorOf({ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }] });
    expect(selector.matches({ app: 'web' })).to.equal(true);
    expect(selector.matches({ app: 'web', tier: 'db' })).to.equal(false);
    expect(formatLabelSelector(selector)).to.equal('app=web,tier notin (db)');
  });
  it('an absent LabelSelector selects nothing, an empty one everything', () => {
    expect(labelSelectorOf(undefined).matches({})).to.equal(false);
    expect(labelSelectorOf({}).matches({})).to.equal(true);
    expect(labelMapSelector({}).matches({})).to.equal(false);
  });
  it('reports the broken rules of a LabelSelector object', () => {
    const errors = labelSelectorErrors({ matchExpressions: [{ key: 'a', operator: 'In' }, { key: 'b', operator: 'Exists', values: ['x'] }, { key: 'c', operator: 'Like' }] }, 'spec.selector');
    expect(errors.map(({ type, field, detail }) => `${type} ${field} ${detail}`)).to.deep.equal([
      "FieldValueRequired spec.selector.matchExpressions[0].values must be specified when `operator` is 'In' or 'NotIn'",
      "FieldValueForbidden spec.selector.matchExpressions[1].values may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      'FieldValueInvalid spec.selector.matchExpressions[2].operator not a valid selector operator',
    ]);
  });
});
