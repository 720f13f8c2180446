import { expect } from 'chai';
import fc from 'fast-check';
import { RefusalError } from '../../../events/errors.ts';
import { decodeBase64Url, encodeBase64Url } from './base64-url.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';

describe('continue tokens', () => {
  it('come back as they were', () => {
    fc.assert(fc.property(fc.integer({ min: -1, max: 2 ** 50 }).filter((version) => version !== 0), fc.string({ minLength: 1 }), fc.tuple(fc.nat(), fc.nat()), (resourceVersion, after, [served, sinceMs]) => {
      const token = { resourceVersion, after: `${after}x`, served, sinceMs };
      expect(decodeContinue(encodeContinue(token))).to.deep.equal(token);
    }));
  });

  it('have upstream’s form', () => {
    const text = Buffer.from(encodeContinue({ resourceVersion: 7, after: 'ns/a', served: 2, sinceMs: 9 }), 'base64url').toString();
    expect(JSON.parse(text)).to.deep.equal({ v: 'meta.k8s.io/v1', rv: 7, start: 'ns/a\u0000', served: 2, since: 9 });
  });

  it('are refused when made up', () => {
    for (const text of ['x', '!!!', Buffer.from('{}').toString('base64url'), Buffer.from('{"v":"meta.k8s.io/v1","rv":"1","start":"a"}').toString('base64url')]) {
      expect(() => decodeContinue(text), text).to.throw(RefusalError, /continue key is not valid/);
    }
  });

  it('use base64 as Node does', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString('base64url');
      expect(encodeBase64Url(bytes)).to.equal(text);
      expect([...(decodeBase64Url(text) ?? [])]).to.deep.equal([...bytes]);
    }));
  });
});
