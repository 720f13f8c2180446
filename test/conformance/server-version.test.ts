import { expect } from 'chai';
import { useConformanceApi } from './conformance-api.ts';

describe('server version', () => {
  const api = useConformanceApi();

  it('is found: a major and a minor number', async () => {
    const { status, json } = await api.ask('GET', '/version');
    expect(status).equal(200);
    expect(json.major).match(/^\d+$/);
    expect(json.minor.replaceAll(/\D/g, '')).match(/^\d+$/);
    expect(json.gitVersion).match(/^v\d+\.\d+\.\d+/);
  });
});
