import { expect } from 'chai';
import type { ClientLine } from '../../infra/setup/kubectl.ts';
import type { InProcessApi } from '../support/in-process-api.ts';
import { startInProcessApi } from '../support/in-process-api.ts';

interface Wanted {
  readonly replicas?: number;
  readonly image?: string;
  readonly env?: readonly object[];
}

const deployment = (name: string, { replicas, image = 'x:1', env }: Wanted = {}): string => JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { ...(replicas !== undefined && { replicas }), selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image, ...(env && { env }) }] } } },
});

const configMap = (name: string, data: object): string => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly fieldsV1: object;
}

for (const line of ['v35', 'v32'] as const satisfies readonly ClientLine[]) {
  describe(`kubectl ${line} applying on the server`, () => {
    let api: InProcessApi;
    before(async () => { api = await startInProcessApi(); });
    after(() => api.stop());

    const run = (args: readonly string[], input?: string): ReturnType<InProcessApi['kubectl']> => api.kubectl(args, { line, ...(input !== undefined && { input }) });
    const apply = (input: string, ...args: readonly string[]): ReturnType<InProcessApi['kubectl']> => run(['apply', '--server-side', '-f', '-', ...args], input);
    const get = async (...args: readonly string[]): Promise<string> => (await run(['get', ...args])).stdout;
    const entries = async (...args: readonly string[]): Promise<readonly Entry[]> =>
      (JSON.parse(await get(...args, '-o', 'json', '--show-managed-fields')) as { metadata: { managedFields?: readonly Entry[] } }).metadata.managedFields ?? [];
    const managers = async (...args: readonly string[]): Promise<readonly string[]> =>
      (await entries(...args)).map(({ manager, operation, subresource }) => [manager, operation, ...(subresource === undefined ? [] : [subresource])].join(' '));

    it('creates, and says the same of every further apply', async () => {
      for (const input of [deployment('web', { replicas: 2 }), deployment('web', { replicas: 2 }), deployment('web', { replicas: 3 })]) {
        expect(await apply(input)).to.deep.include({ code: 0, stdout: 'deployment.apps/web serverside-applied\n', stderr: '' });
      }
      expect(await get('deployment', 'web', '-o', 'jsonpath={.spec.replicas}')).to.equal('3');
      expect(await managers('deployment', 'web')).to.deep.equal(['kubectl Apply']);
    });

    it('keeps the version when nothing changes', async () => {
      await apply(configMap('same', { a: '1' }));
      const version = await get('configmap', 'same', '-o', 'jsonpath={.metadata.resourceVersion}');
      await apply(configMap('same', { a: '1' }));
      expect(await get('configmap', 'same', '-o', 'jsonpath={.metadata.resourceVersion}')).to.equal(version);
    });

    it('explains conflicts, and forces them', async () => {
      await apply(deployment('fought', { replicas: 2 }));
      const refused = await apply(deployment('fought', { replicas: 5, image: 'x:2' }), '--field-manager=other');
      expect(refused.code).to.equal(1);
      expect(refused.stderr).to.match(/^error: Apply failed with 2 conflicts: conflicts with "kubectl":\n- \.spec\.replicas\n- \.spec\.template\.spec\.containers\[name="c"\]\.image\nPlease review the fields above/);
      expect(await apply(deployment('fought', { replicas: 5, image: 'x:2' }), '--field-manager=other', '--force-conflicts')).to.include({ code: 0, stdout: 'deployment.apps/fought serverside-applied\n' });
      expect(await get('deployment', 'fought', '-o', 'jsonpath={.spec.replicas}')).to.equal('5');
    });

    it('meets whoever scaled the deployment since', async () => {
      await apply(deployment('scaled', { replicas: 2 }));
      await run(['scale', 'deployment', 'scaled', '--replicas=4']);
      const refused = await apply(deployment('scaled', { replicas: 2 }));
      expect(refused.stderr).to.match(/^error: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps\/v1: \.spec\.replicas\n/);
      expect(await apply(deployment('scaled'))).to.include({ code: 0 });
      expect(await get('deployment', 'scaled', '-o', 'jsonpath={.spec.replicas}')).to.equal('4');
    });

    it('removes what is left out', async () => {
      await apply(deployment('less', { env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }] }));
      await apply(deployment('less', { env: [{ name: 'B', value: '2' }] }));
      expect(await get('deployment', 'less', '-o', 'jsonpath={.spec.template.spec.containers[0].env}')).to.equal('[{"name":"B","value":"2"}]');
    });

    it('in a dry run writes nothing', async () => {
      expect(await apply(configMap('dry', { a: '1' }), '--dry-run=server')).to.include({ code: 0, stdout: 'configmap/dry serverside-applied (server dry run)\n' });
      expect((await run(['get', 'configmap', 'dry'])).code).to.equal(1);
    });

    it('shows what it would change', async () => {
      await apply(configMap('shown', { a: '1' }));
      const same = await run(['diff', '--server-side', '-f', '-'], configMap('shown', { a: '1' }));
      expect(same).to.include({ code: 0, stdout: '' });
      const changed = await run(['diff', '--server-side', '-f', '-'], configMap('shown', { a: '2' }));
      expect(changed.code).to.equal(1);
      expect(changed.stdout).to.match(/^-\s+a: "1"$/m).and.to.match(/^\+\s+a: "2"$/m);
      expect(await get('configmap', 'shown', '-o', 'jsonpath={.data.a}')).to.equal('1');
    });

    it('takes over from client-side apply without a conflict, and gives back', async () => {
      expect(await run(['apply', '-f', '-'], configMap('moved', { a: '1', b: '2' }))).to.include({ stdout: 'configmap/moved created\n' });
      expect(await managers('configmap', 'moved')).to.deep.equal(['kubectl-client-side-apply Update']);
      expect(await apply(configMap('moved', { b: '3' }))).to.include({ code: 0, stdout: 'configmap/moved serverside-applied\n', stderr: '' });
      expect(await get('configmap', 'moved', '-o', 'jsonpath={.data}')).to.equal('{"b":"3"}');
      expect(await managers('configmap', 'moved')).to.include('kubectl Apply').and.not.to.include('kubectl-client-side-apply Update');
      expect(await run(['apply', '-f', '-'], configMap('moved', { b: '4', c: '5' }))).to.include({ code: 0, stdout: 'configmap/moved configured\n' });
      expect(await get('configmap', 'moved', '-o', 'jsonpath={.data}')).to.equal('{"b":"4","c":"5"}');
    });

    it('refuses fields the kind does not have', async () => {
      const refused = await apply(JSON.stringify({ ...JSON.parse(configMap('wrong', {})), datax: {} }), '--validate=false');
      expect(refused.code).to.equal(1);
      expect(refused.stderr).to.equal('Error from server: failed to create typed patch object (default/wrong; /v1, Kind=ConfigMap): .datax: field not declared in schema\n');
    });

    it('reads the record that it keeps for client-side apply', async () => {
      await run(['apply', '-f', '-'], configMap('kept', { a: '1' }));
      await apply(configMap('kept', { a: '2' }));
      expect((await run(['apply', 'view-last-applied', 'configmap', 'kept', '-o', 'json'])).stdout).to.contain('"a": "2"');
    });
  });
}
