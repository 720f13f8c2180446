import { expect } from 'chai';
import { negotiate } from './representation.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

describe('content negotiation', () => {
  const cases: readonly (readonly [name: string, accept: string | undefined, convertible: boolean, form: string | undefined])[] = [
    ['no header is JSON', undefined, true, 'object'],
    ['anything is JSON', '*/*', true, 'object'],
    ['kubectl’s human form is a Table', `${TABLE},application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json`, true, 'table'],
    ['a Table that cannot be made falls through to JSON', `${TABLE},application/json`, false, 'object'],
    ['a Table alone that cannot be made is refused', TABLE, false, undefined],
    ['protobuf first falls through to JSON', 'application/vnd.kubernetes.protobuf,application/json', true, 'object'],
    ['protobuf alone is refused', 'application/vnd.kubernetes.protobuf', true, undefined],
    ['protobuf or anything is JSON', 'application/vnd.kubernetes.protobuf, */*', true, 'object'],
    ['the metadata client gets metadata', 'application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json', true, 'metadata'],
    ['an unknown view is skipped', 'application/json;as=Nothing;g=meta.k8s.io;v=v1,application/json', true, 'object'],
    ['quality decides the order', `${TABLE};q=0.1,application/json;q=0.9`, true, 'object'],
  ];
  for (const [name, accept, convertible, form] of cases) it(name, () => { expect(negotiate(accept, { convertible })?.form).to.equal(form); });

  it('offers YAML for objects but not for streams', () => {
    expect(negotiate('application/yaml', { convertible: true })?.encoding).to.equal('yaml');
    expect(negotiate('application/yaml', { convertible: true, stream: true })).to.equal(undefined);
  });
});
