import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';
import { containers } from './objects.ts';
import type { Loose, ResourceClient } from './resource-client.ts';

const TOTAL = 400;
const PAGE = 40;

const templateName = (index: number): string => `template-${String(index).padStart(4, '0')}`;

const createTemplates = async (client: ResourceClient): Promise<void> => {
  const indexes = Array.from({ length: TOTAL }, (_, index) => index);
  await Promise.all(indexes.map((index) => client.create({ metadata: { name: templateName(index) }, template: { metadata: { labels: { index: String(index) } }, spec: { containers: containers() } } })));
};

const expectNames = (items: readonly Loose[], from: number): void => {
  items.forEach((item, offset) => expect(item.metadata.name).equal(templateName(from + offset)));
};

describe('Servers with support for API chunking', () => {
  describe('within the compaction window', () => {
    const api = useConformanceApi();

    it('returns chunks of results for list calls, all of the first one\'s resource version', async () => {
      const client = api.core('podtemplates', await api.namespace('chunking'));
      await createTemplates(client);
      for (const limit of [1, PAGE, 133]) {
        let [found, token, version] = [0, '', ''];
        do {
          const page = await client.list(`limit=${limit}${token === '' ? '' : `&continue=${token}`}`);
          if (version === '') version = page.metadata.resourceVersion;
          expect(page.metadata.resourceVersion, 'one version for all pages').equal(version);
          expect(page.items.length).at.most(limit);
          expectNames(page.items, found);
          found += page.items.length;
          token = page.metadata.continue ?? '';
          expect(page.metadata.remainingItemCount ?? 0, 'what is left').equal(TOTAL - found);
        } while (token !== '');
        expect(found).equal(TOTAL);
      }
      const whole = await client.list(`limit=${TOTAL + 1}`);
      expect(whole.items).length(TOTAL);
      expect(whole.metadata).not.have.property('continue');
    });
  });

  describe('past the compaction window', () => {
    const api = useConformanceApi({ windowMs: 1_000 });

    it('continues from the last key when the first page\'s version is compacted away, though inconsistently', async () => {
      const namespace = await api.namespace('compacted');
      const client = api.core('podtemplates', namespace);
      await createTemplates(client);
      const first = await client.list(`limit=${PAGE}`);
      expect(first.items).length(PAGE);
      const old = first.metadata.continue;
      // Writes move the head on, so that the first page's version falls out of the window.
      let writes = 0;
      const refused = await eventually('the token to expire', async () => {
        await api.core('configmaps', namespace).create({ metadata: { name: `write-${writes += 1}` } });
        return api.ask('GET', `${client.path}?limit=${PAGE}&continue=${old}`);
      }, { until: ({ status }) => status !== 200 });
      expect(refused.status).equal(410);
      expect(refused.json).include({ kind: 'Status', reason: 'Expired' });
      let token = refused.json.metadata.continue as string;
      expect(token, 'a token to go on with').a('string').not.equal('');
      let [found, version] = [PAGE, ''];
      do {
        const page = await client.list(`limit=${PAGE}&continue=${token}`);
        if (version === '') version = page.metadata.resourceVersion;
        expect(page.metadata.resourceVersion, 'of now, and then the same').equal(version).not.equal(first.metadata.resourceVersion);
        expectNames(page.items, found);
        found += page.items.length;
        token = page.metadata.continue ?? '';
      } while (token !== '');
      expect(found).equal(TOTAL);
    });
  });
});
