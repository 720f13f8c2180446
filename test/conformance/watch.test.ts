import { expect } from 'chai';
import { useConformanceApi } from './conformance-api.ts';
import { configMap } from './objects.ts';
import { refusal } from './resource-client.ts';
import type { Watch } from './resource-client.ts';

const LABEL = 'watch-this-configmap';

describe('Watchers', () => {
  const api = useConformanceApi();
  /** The next event is `TYPE name`, with this mutation in its data. */
  const expectEvent = async (watch: Watch, what: string, mutation?: string): Promise<string> => {
    const event = await watch.next();
    expect([`${event.type} ${event.object.metadata.name}`, event.object.data?.mutation]).deep.equal([what, mutation]);
    return event.object.metadata.resourceVersion;
  };

  it('observe add, update and delete notifications on config maps', async () => {
    const maps = api.core('configmaps', await api.namespace('watch'));
    const head = (await maps.list()).metadata.resourceVersion;
    const from = (selector: string): Promise<Watch> => maps.watch(`resourceVersion=${head}&labelSelector=${selector}`);
    const [a, b, both] = [await from(`${LABEL}=multiple-watchers-A`), await from(`${LABEL}=multiple-watchers-B`), await from(`${LABEL} in (multiple-watchers-A,multiple-watchers-B)`)];
    const write = async (name: string, value: string, data?: object): Promise<void> => {
      const object = configMap(name, { labels: { [LABEL]: value }, ...(data !== undefined && { data }) });
      await (data === undefined ? maps.create(object) : maps.update(object));
    };
    const expectBoth = async (watch: Watch, what: string, mutation?: string): Promise<void> => {
      await expectEvent(watch, what, mutation);
      await expectEvent(both, what, mutation);
    };
    await write('map-a', 'multiple-watchers-A');
    await expectBoth(a, 'ADDED map-a');
    await write('map-a', 'multiple-watchers-A', { mutation: '1' });
    await expectBoth(a, 'MODIFIED map-a', '1');
    await write('map-a', 'multiple-watchers-A', { mutation: '2' });
    await expectBoth(a, 'MODIFIED map-a', '2');
    await maps.remove('map-a');
    await expectBoth(a, 'DELETED map-a', '2');
    await write('map-b', 'multiple-watchers-B');
    await expectBoth(b, 'ADDED map-b');
    await maps.remove('map-b');
    await expectBoth(b, 'DELETED map-b');
    // Nothing of one was told to the watcher of the other: their next event is the very next write.
    await write('map-c', 'multiple-watchers-A');
    await expectEvent(a, 'ADDED map-c');
    for (const watch of [a, b, both]) watch.close();
  });

  it('start watching from a specific resource version', async () => {
    const maps = api.core('configmaps', await api.namespace('watch'));
    const labels = { [LABEL]: 'from-resource-version' };
    await maps.create(configMap('versioned', { labels }));
    const first = await maps.update(configMap('versioned', { labels, data: { mutation: '1' } }));
    await maps.update(configMap('versioned', { labels, data: { mutation: '2' } }));
    await maps.remove('versioned');
    const watch = await maps.watch(`resourceVersion=${first.metadata.resourceVersion}&labelSelector=${LABEL}=from-resource-version`);
    await expectEvent(watch, 'MODIFIED versioned', '2');
    await expectEvent(watch, 'DELETED versioned', '2');
    watch.close();
  });

  it('restart watching from the last resource version observed by the previous watch', async () => {
    const maps = api.core('configmaps', await api.namespace('watch'));
    const labels = { [LABEL]: 'watch-closed-and-restarted' };
    const selector = `labelSelector=${LABEL}=watch-closed-and-restarted`;
    const first = await maps.watch(`resourceVersion=${(await maps.list()).metadata.resourceVersion}&${selector}`);
    await maps.create(configMap('restarted', { labels }));
    await maps.update(configMap('restarted', { labels, data: { mutation: '1' } }));
    await expectEvent(first, 'ADDED restarted');
    const last = await expectEvent(first, 'MODIFIED restarted', '1');
    first.close();
    await maps.update(configMap('restarted', { labels, data: { mutation: '2' } }));
    const second = await maps.watch(`resourceVersion=${last}&${selector}`);
    await maps.remove('restarted');
    await expectEvent(second, 'MODIFIED restarted', '2');
    await expectEvent(second, 'DELETED restarted', '2');
    second.close();
  });

  it('observe an object deletion if it stops meeting the requirements of the selector', async () => {
    const maps = api.core('configmaps', await api.namespace('watch'));
    const right = { [LABEL]: 'label-changed-and-restored' };
    const wrong = { [LABEL]: 'wrong-value' };
    const watch = await maps.watch(`resourceVersion=${(await maps.list()).metadata.resourceVersion}&labelSelector=${LABEL}=label-changed-and-restored`);
    await maps.create(configMap('changing', { labels: right }));
    await maps.update(configMap('changing', { labels: right, data: { mutation: '1' } }));
    const left = await maps.update(configMap('changing', { labels: wrong, data: { mutation: '1' } }));
    await expectEvent(watch, 'ADDED changing');
    await expectEvent(watch, 'MODIFIED changing', '1');
    expect(await expectEvent(watch, 'DELETED changing', '1'), 'the version of the change that ended it').equal(left.metadata.resourceVersion);
    await maps.update(configMap('changing', { labels: wrong, data: { mutation: '2' } }));
    await maps.update(configMap('changing', { labels: right, data: { mutation: '2' } }));
    await expectEvent(watch, 'ADDED changing', '2');
    await maps.update(configMap('changing', { labels: right, data: { mutation: '3' } }));
    await maps.remove('changing');
    await expectEvent(watch, 'MODIFIED changing', '3');
    await expectEvent(watch, 'DELETED changing', '3');
    watch.close();
    expect((await refusal(maps.get('changing'))).reason).equal('NotFound');
  });

  it('receive events on concurrent watches in same order', async () => {
    const maps = api.core('configmaps', await api.namespace('watch'));
    const start = (await maps.list()).metadata.resourceVersion;
    const ITERATIONS = 100;
    // Names, creations, changes and deletions in a random mixture, while watchers begin at every version seen so far.
    const writing = (async () => {
      const existing = new Set<string>();
      for (let count = 0; count < ITERATIONS; count += 1) {
        const name = `map-${Math.floor(Math.random() * 8)}`;
        if (!existing.has(name)) await maps.create(configMap(name)).then(() => existing.add(name));
        else if (Math.random() < 0.5) await maps.update(configMap(name, { data: { mutation: String(count) } }));
        else await maps.remove(name).then(() => existing.delete(name));
      }
    })();
    const first = await maps.watch(`resourceVersion=${start}`);
    const versions: string[] = [];
    const watches: { readonly from: number; readonly watch: Watch }[] = [];
    while (versions.length < ITERATIONS) {
      const { object } = await first.next();
      versions.push(object.metadata.resourceVersion);
      if (versions.length % 10 === 0) watches.push({ from: versions.length, watch: await maps.watch(`resourceVersion=${object.metadata.resourceVersion}`) });
    }
    await writing;
    expect(versions.map(BigInt).toSorted((a, b) => (a < b ? -1 : 1)).map(String), 'versions grow').deep.equal(versions);
    for (const { from, watch } of watches) {
      for (const expected of versions.slice(from)) expect((await watch.next()).object.metadata.resourceVersion).equal(expected);
      watch.close();
    }
    first.close();
  });
});
