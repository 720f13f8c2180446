import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ensureClient } from '../../infra/setup/kubectl.ts';
import type { InProcessApi } from '../support/in-process-api.ts';
import { startInProcessApi } from '../support/in-process-api.ts';
import { deployment } from './objects.ts';

describe('Kubectl client', () => {
  let api: InProcessApi;
  let dir: string;
  const children: ChildProcess[] = [];
  before(async () => {
    api = await startInProcessApi();
    dir = await mkdtemp(join(tmpdir(), 'shiplog-kubectl-'));
  });
  after(async () => {
    for (const child of children) child.kill();
    await api.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** Starts `kubectl proxy` and answers the line it says it listens by. */
  const proxy = async (...args: readonly string[]): Promise<string> => {
    const child = spawn(await ensureClient('kubectl'), ['proxy', ...args], { env: { ...process.env, KUBECONFIG: await api.kubeconfig() }, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    return chunk.toString('utf8');
  };
  const apiVersions = async (options: { readonly port?: number; readonly socketPath?: string }): Promise<readonly string[]> => {
    const outgoing = request({ ...options, host: '127.0.0.1', path: '/api/' });
    outgoing.end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return (JSON.parse(Buffer.concat(chunks).toString('utf8')) as { versions: string[] }).versions;
  };

  it('api-versions: checks if v1 is in available api versions', async () => {
    expect((await api.ok(['api-versions'])).split('\n')).include('v1');
  });

  it('cluster-info: checks if Kubernetes control plane services is included in cluster-info', async () => {
    // Colours are upstream's also without a terminal.
    expect(await api.ok(['cluster-info'])).match(/Kubernetes control plane.*is running at.*https:\/\/127\.0\.0\.1:\d+/);
  });

  it('diff: finds a difference for Deployments', async () => {
    const object = deployment('httpd', 1);
    await api.ok(['create', '-f', '-'], { input: JSON.stringify(object) });
    object.spec.template.spec.containers[0].image = 'busybox:1.29';
    const { code, stdout } = await api.kubectl(['diff', '-f', '-'], { input: JSON.stringify(object) });
    expect(code).equal(1);
    expect(stdout).match(/^-\s+- image: registry\.k8s\.io\/pause:3\.10$/m).match(/^\+\s+- image: busybox:1\.29$/m);
  });

  it('version: checks that all data is printed', async () => {
    const printed = await api.ok(['version']);
    for (const line of [/Client Version: v\d+\.\d+\.\d+/, /Kustomize Version: v\d/, /Server Version: v\d+\.\d+\.\d+/]) expect(printed).match(line);
  });

  it('proxy: supports proxy with --port 0', async () => {
    const said = await proxy('-p', '0', '--disable-filter');
    const port = Number(/Starting to serve on 127\.0\.0\.1:(\d+)/.exec(said)?.[1]);
    expect(port).above(0);
    expect(await apiVersions({ port })).include('v1');
  });

  it('proxy: supports --unix-socket=/path', async () => {
    const socketPath = join(dir, 'test.sock');
    expect(await proxy(`--unix-socket=${socketPath}`)).include(`Starting to serve on ${socketPath}`);
    expect(await apiVersions({ socketPath })).include('v1');
  });
});
