import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ensureClient } from '../../infra/setup/kubectl.ts';
import { ensureNatsServer } from '../../infra/setup/nats-server.ts';
import { repoPath } from '../../infra/setup/tools-folder.ts';
import { eventually } from '../support/eventually.ts';
import { runProgram } from '../support/run-program.ts';
import { composeServices, imageEntrypoint, imageSources } from './compose-file.ts';
import type { ComposeService } from './compose-file.ts';
import { dockerCompose } from './docker-compose.ts';

const RUNS_TO_ITS_END = 'service_completed_successfully';

describe('docker-compose.yml', function () {
  this.timeout(120_000);

  it('is valid, by Docker Compose itself where it can be had', async function () {
    const compose = await dockerCompose();
    if (compose === undefined) return this.skip();
    const [program = '', ...words] = compose;
    const { code, stdout, stderr } = await runProgram(program, [...words, '-f', repoPath('docker-compose.yml'), 'config', '--format', 'json'], { env: { ...process.env, SHIPLOG_HOME: '/somewhere' } });
    expect([code, stderr]).to.deep.equal([0, '']);
    const services: Record<string, { command: string[] }> = JSON.parse(stdout).services;
    const ours = await composeServices('/somewhere');
    expect(Object.keys(services).toSorted()).to.deep.equal([...ours.keys()].toSorted());
    for (const [name, { command }] of ours) expect(services[name]?.command, name).to.deep.equal(command);
  });

  it('makes its image of what the repository has', async () => {
    const sources = await imageSources();
    expect(sources).to.include.members(['package.json', 'package-lock.json', 'events', 'projections', 'services', 'infra']);
    for (const source of sources) await access(repoPath(source));
    for (const word of (await imageEntrypoint()).filter((each) => each.endsWith('.ts'))) await access(repoPath(word));
  });

  it('has services whose commands, run in their order, are a cluster', async () => {
    const home = await mkdtemp(join(tmpdir(), 'shiplog-compose-'));
    const services = await composeServices(home);
    const [, ...entrypoint] = await imageEntrypoint();
    const running: ChildProcess[] = [];
    let output = '';
    const begin = async (name: string, { image, command }: ComposeService): Promise<ChildProcess> => {
      const [program, args] = image.startsWith('nats:') ? [await ensureNatsServer(() => undefined), command] : [process.execPath, [...entrypoint, ...command]];
      const child = spawn(program, args, { cwd: repoPath('.'), stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += `${name}: ${chunk.toString('utf8')}`; });
      running.push(child);
      return child;
    };
    const waits = new Map([...services.values()].flatMap(({ depends_on: on = {} }) => Object.entries(on)).map(([name, { condition }]) => [name, condition]));
    try {
      const begun = new Set<string>();
      while (begun.size < services.size) {
        const next = [...services].find(([name, { depends_on: on = {} }]) => !begun.has(name) && Object.keys(on).every((other) => begun.has(other)));
        if (next === undefined) throw new Error('the services wait for each other');
        const child = await begin(...next);
        if (waits.get(next[0]) === RUNS_TO_ITS_END) expect((await once(child, 'exit'))[0], `${next[0]}\n${output}`).to.equal(0);
        begun.add(next[0]);
      }
      const kubectl = await ensureClient('kubectl');
      const nodes = (): Promise<string> => runProgram(kubectl, ['--kubeconfig', join(home, 'kubeconfig'), 'get', 'nodes', '--no-headers']).then(({ stdout, stderr }) => stdout + stderr);
      await eventually('a ready node', nodes, { until: (text) => /^node-1 +Ready/m.test(text), withinMs: 60_000 }).catch((error: unknown) => { throw new Error(output, { cause: error }); });
      expect(running.filter(({ exitCode }) => exitCode !== null && exitCode !== 0).length).to.equal(0);
    } finally {
      for (const child of running.toReversed().filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      await runProgram(process.execPath, ['--disable-warning=ExperimentalWarning', repoPath('infra/cli/main.ts'), 'reset', '--yes', '--dir', home]);
      await rm(home, { recursive: true, force: true });
    }
  });
});
