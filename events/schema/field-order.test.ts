import { expect } from 'chai';
import { compareElements } from './field-order.ts';
import { fieldPaths } from './field-path-text.ts';

describe('elements of field paths', () => {
  const ordered: readonly (readonly [name: string, elements: readonly string[]])[] = [
    ['by kind', ['.', 'f:z', 'k:{"name":"a"}', 'v:"a"', 'i:0']],
    ['fields by name', ['f:a', 'f:a.b/c', 'f:b']],
    ['keys by their numbers', ['k:{"port":80,"protocol":"TCP"}', 'k:{"port":443,"protocol":"TCP"}', 'k:{"port":443,"protocol":"UDP"}']],
    ['keys by their texts, whatever those hold', ['k:{"name":"a:443"}', 'k:{"name":"a:80"}']],
    ['members by value', ['v:9', 'v:10']],
    ['indexes by number', ['i:2', 'i:10']],
  ];
  for (const [name, elements] of ordered) {
    it(`are in order ${name}`, () => { expect(elements.toReversed().sort(compareElements)).to.deep.equal(elements); });
  }

  it('are told as messages tell them, one level before the next', () => {
    expect(fieldPaths({
      'f:spec': { 'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:image': {}, 'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': {} } } }, 'f:replicas': {} },
      'f:metadata': { 'f:finalizers': { 'v:"x/y"': {} }, 'f:labels': { 'f:a.b/c': {} } },
    })).to.deep.equal([
      '.spec.replicas', '.spec.containers[name="c"]', '.spec.containers[name="c"].image', '.spec.containers[name="c"].ports[containerPort=80,protocol="TCP"]',
      '.metadata.finalizers[="x/y"]', '.metadata.labels.a.b/c',
    ]);
  });
});
