import { expect } from 'chai';
import { startMemoryApi } from '../../../test/support/memory-api.ts';

const CONFIGMAPS = '/api/v1/namespaces/default/configmaps';

describe('a watch that begins at a version this server has not reached yet', () => {
  it('tells only of what comes after that version', async () => {
    const api = await startMemoryApi();
    const create = async (name: string): Promise<number> => Number((await api.ask('POST', CONFIGMAPS, { body: { metadata: { name } } })).json.metadata.resourceVersion);
    const reached = await create('before');
    const watch = await api.watch(`${CONFIGMAPS}?watch=true&resourceVersion=${reached + 2}`);
    for (const name of ['first', 'second', 'third']) await create(name);
    const { object } = await watch.next();
    expect(object.metadata).to.include({ name: 'third', resourceVersion: String(reached + 3) });
    watch.close();
    await api.stop();
  });
});
