import { expect } from 'chai';
import fc from 'fast-check';
import { RefusalError } from '../errors.ts';
import type { LabelRequirement } from './label-selector.ts';
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
    ['an operator that is none', 'a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
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

  const key = fc.constantFrom('app', 'tier', 'in', 'notin', 'node-role.kubernetes.io/worker', 'n');
  const word = fc.constantFrom('', 'web', 'db', 'in', '10', '-5', 'a.b_c-d').filter((each) => !each.startsWith('-'));
  const requirement: fc.Arbitrary<LabelRequirement> = fc.oneof(
    fc.record({ key, operator: fc.constantFrom('=' as const, '==' as const, '!=' as const), values: word.map((each) => [each]) }),
    fc.record({ key, operator: fc.constantFrom('in' as const, 'notin' as const), values: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }) }),
    fc.record({ key, operator: fc.constantFrom('exists' as const, '!' as const), values: fc.constant([]) }),
    fc.record({ key, operator: fc.constantFrom('gt' as const, 'lt' as const), values: fc.nat({ max: 20 }).map((each) => [String(each)]) }),
  );
  const labels = fc.dictionary(key, word, { maxKeys: 4, noNullPrototype: true });

  it('mean the same after they were written and read', () => {
    fc.assert(fc.property(fc.array(requirement, { maxLength: 4 }), fc.array(labels, { maxLength: 5 }), (requirements, objects) => {
      const read = parseLabelSelector(formatLabelSelector({ requirements, matches: () => false }));
      expect(formatLabelSelector(parseLabelSelector(formatLabelSelector(read)))).to.equal(formatLabelSelector(read));
      const one = requirements.map((each) => parseLabelSelector(formatLabelSelector({ requirements: [each], matches: () => false })));
      for (const object of objects) expect(read.matches(object)).to.equal(one.every((each) => each.matches(object)));
    }), { numRuns: 500 });
  });

  it('in and notin, = and !=, exists and ! are opposites', () => {
    const opposites = fc.constantFrom(['in (web,db)', 'notin (web,db)'], ['= web', '!= web'], ['=', '!=']);
    fc.assert(fc.property(key, opposites, labels, (name, [left = '', right = ''], object) => {
      expect(parseLabelSelector(`${name} ${left}`).matches(object)).to.equal(!parseLabelSelector(`${name} ${right}`).matches(object));
      expect(parseLabelSelector(name).matches(object)).to.equal(!parseLabelSelector(`!${name}`).matches(object));
    }));
  });

  it('are read, or refused, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'in', 'notin', ' ', '(', ')', ',', '=', '!', '==', '!=', '<', '>', '1', '-', '/', 'é', '\u0000'), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(fc.property(text, labels, (selector, object) => {
      try {
        const read = parseLabelSelector(selector);
        expect(parseLabelSelector(formatLabelSelector(read)).matches(object)).to.equal(read.matches(object));
      } catch (error) {
        expect(error, String(error)).to.be.instanceOf(RefusalError);
      }
    }), { numRuns: 3000 });
  });
});
