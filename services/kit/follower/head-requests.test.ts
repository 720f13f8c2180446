import { expect } from 'chai';
import { createHeadRequests } from './head-requests.ts';

/** A log whose head answers when told to, and a gathering that ends when told to. */
const setUp = () => {
  const asked: PromiseWithResolvers<number>[] = [];
  const gathers: (() => void)[] = [];
  const headOf = createHeadRequests(
    () => {
      const request = Promise.withResolvers<number>();
      asked.push(request);
      return request.promise;
    },
    () => new Promise((resolve) => { gathers.push(resolve); }),
  );
  const settle = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
  return { asked, gathers, settle, head: () => headOf('EVENTS') };
};

describe('head requests', () => {
  it('ask at once for a caller alone', () => {
    const { asked, head } = setUp();
    void head();
    expect(asked).to.have.length(1);
  });

  it('let callers that come while one is under way share the next, not that one', async () => {
    const { asked, settle, head } = setUp();
    const [first, second, third] = [head(), head(), head()];
    asked[0]?.resolve(5);
    expect(await first).to.equal(5);
    await settle();
    expect(asked).to.have.length(2);
    asked[1]?.resolve(6);
    expect(await Promise.all([second, third])).to.deep.equal([6, 6]);
  });

  it('gather a crowd, and who comes meanwhile, before the next is asked', async () => {
    const { asked, gathers, settle, head } = setUp();
    const first = head();
    const crowd = Array.from({ length: 8 }, head);
    asked[0]?.resolve(5);
    await first;
    await settle();
    expect([asked.length, gathers.length]).to.deep.equal([1, 1]);
    const late = head();
    gathers[0]?.();
    await settle();
    expect(asked).to.have.length(2);
    asked[1]?.resolve(7);
    expect(new Set(await Promise.all([...crowd, late]))).to.deep.equal(new Set([7]));
  });

  it('go on after one that failed', async () => {
    const { asked, settle, head } = setUp();
    const [first, second] = [head(), head()];
    asked[0]?.reject(new Error('no leader'));
    expect(await first.catch((error: unknown) => String(error))).to.equal('Error: no leader');
    await settle();
    asked[1]?.resolve(9);
    expect(await second).to.equal(9);
    const third = head();
    asked[2]?.resolve(10);
    expect(await third).to.equal(10);
  });
});
