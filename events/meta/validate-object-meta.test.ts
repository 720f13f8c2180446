import { expect } from 'chai';
import type { JsonObject } from '../json.ts';
import { fieldErrorMessage } from '../schema/field-error.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './validate-object-meta.ts';

const pod = { namespaced: true };
const texts = (errors: ReturnType<typeof validateObjectMeta>): string[] => errors.map((error) => `${error.field}: ${fieldErrorMessage(error)}`);
const meta = (metadata: JsonObject): JsonObject => ({ metadata: { name: 'a', namespace: 'ns', ...metadata } });
const SUBDOMAIN = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const owner = { apiVersion: 'v1', kind: 'Pod', name: 'o', uid: 'u' };

describe('ObjectMeta rules', () => {
  const table: readonly (readonly [string, JsonObject, readonly string[]])[] = [
    ['a plain name is fine', meta({}), []],
    ['a name is required', { metadata: { namespace: 'ns' } }, ['metadata.name: Required value: name or generateName is required']],
    ['a namespaced kind needs a namespace', { metadata: { name: 'a' } }, ['metadata.namespace: Required value']],
    ['capitals are not in names', meta({ name: 'A' }), [`metadata.name: Invalid value: "A": ${SUBDOMAIN}`]],
    ['a generateName may end with a dash', meta({ generateName: 'web-' }), []],
    ['annotation keys may have capitals', meta({ annotations: { 'Example.com/X': '' } }), []],
    ['annotations end at 256 KiB', meta({ annotations: { a: 'x'.repeat(262144) } }), ['metadata.annotations: Too long: may not be more than 262144 bytes']],
    ['label keys need a name part', meta({ labels: { 'x/': 'y' } }), ['metadata.labels: Invalid value: "x/": name part must be non-empty', "metadata.labels: Invalid value: \"x/\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"]],
    ['finalizers are qualified', meta({ finalizers: ['mine'] }), ['metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified']],
    ['one owner controls', meta({ ownerReferences: [{ ...owner, controller: true }, { ...owner, name: 'p', controller: true }] }), ['metadata.ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"Pod","name":"o","uid":"u","controller":true},{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u","controller":true}]: Only one reference can have Controller set to true. Found "true" in references for o and p']],
    ['an owner has a uid', meta({ ownerReferences: [{ ...owner, uid: '' }] }), ['metadata.ownerReferences.uid: Invalid value: "": must not be empty']],
  ];
  for (const [name, object, want] of table) it(name, () => { expect(texts(validateObjectMeta(pod, object))).to.deep.equal(want); });

  it('a cluster-scoped kind takes no namespace', () => {
    expect(texts(validateObjectMeta({ namespaced: false }, meta({})))).to.deep.equal(['metadata.namespace: Forbidden: not allowed on this type']);
  });
  it('a label name takes no dots', () => {
    expect(texts(validateObjectMeta({ namespaced: true, nameRule: 'dns-label' }, meta({ name: 'a.b' })))).to.deep.equal(['metadata.name: Invalid value: "a.b": must not contain dots']);
  });

  const updates: readonly (readonly [string, JsonObject, JsonObject, readonly string[]])[] = [
    ['the uid is immutable', meta({ uid: '2' }), meta({ uid: '1' }), ['metadata.uid: Invalid value: "2": field is immutable']],
    ['no finalizer is added while deleting', meta({ deletionTimestamp: 't', finalizers: ['x/y', 'x/z'] }), meta({ deletionTimestamp: 't', finalizers: ['x/y'] }), ['metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x/z"}']],
    ['the generation only grows', meta({ generation: 1 }), meta({ generation: 2 }), ['metadata.generation: Invalid value: 1: must not be decremented']],
  ];
  for (const [name, object, before, want] of updates) it(name, () => { expect(texts(validateObjectMetaUpdate(pod, object, before))).to.deep.equal(want); });
});
