import { expect } from 'chai';
import { RefusalError } from '../errors.ts';
import { stringAt } from '../json-path.ts';
import { parseFieldSelector } from './field-selector.ts';

const pods = { namespaced: true, selectable: { 'spec.nodeName': (object: Parameters<typeof stringAt>[0]) => stringAt(object, 'spec', 'nodeName') } };
const pod = { metadata: { name: 'p', namespace: 'ns' }, spec: { nodeName: 'n1' } };

describe('field selectors', () => {
  const matching = [
    ['metadata.name is always there', 'metadata.name=p', true],
    ['== is =', 'metadata.name==q', false],
    ['!= negates', 'spec.nodeName!=n2', true],
    ['commas mean and', 'metadata.namespace=ns,spec.nodeName=n2', false],
    ['an empty value is the absent field', 'spec.nodeName=', false],
    ['empty terms are skipped', ',metadata.name=p,', true],
  ] as const;
  for (const [name, text, want] of matching) {
    it(name, () => { expect(parseFieldSelector(pods, text).matches(pod)).to.equal(want); });
  }
  it('names the exact value of a field', () => {
    const selector = parseFieldSelector(pods, 'spec.nodeName=n1,metadata.name!=x');
    expect(selector.exactly('spec.nodeName')).to.equal('n1');
    expect(selector.exactly('metadata.name')).to.equal(undefined);
  });
  it('unescapes values', () => { expect(parseFieldSelector(pods, 'metadata.name=a\\,b').requirements[0]?.value).to.equal('a,b'); });

  const broken = [
    ['a field the kind does not offer', pods, 'spec.foo=bar', 'field label not supported: spec.foo'],
    ['a namespace on a cluster-scoped kind', { ...pods, namespaced: false }, 'metadata.namespace=x', 'field label not supported: metadata.namespace'],
    ['another field on a kind that offers none', { namespaced: true, selectable: {} }, 'data.x=1', '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"'],
    ['a term without an operator', pods, 'abc', "invalid selector: 'abc'; can't understand 'abc'"],
  ] as const;
  for (const [name, kind, text, message] of broken) {
    it(`refuses ${name}`, () => { expect(() => parseFieldSelector(kind, text)).to.throw(RefusalError, message); });
  }
});
