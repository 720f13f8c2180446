import { expect } from 'chai';
import type { ContainerSpec, Exec, OutputChunk, Runtime, RuntimeContainer, RuntimeEvent, SandboxSpec } from '../../../services/node-agent/port.ts';
import { RuntimeError } from '../../../services/node-agent/port.ts';

/** What the suite asks of the containers it runs; each adapter says how. */
export type Behaviour = 'runs for ever' | 'prints hello and exits 3' | 'ignores TERM' | 'repeats its input' | 'runs out of memory' | 'cannot be started';

export interface RuntimeHarness {
  readonly runtime: Runtime;
  /** A second client of the same node, as after a restart of the agent. */
  readonly reopen: () => Runtime;
  readonly image: string;
  readonly program: (behaviour: Behaviour) => Pick<ContainerSpec, 'env'> & Partial<ContainerSpec>;
  readonly address: (index: number) => string;
  readonly close: () => Promise<void>;
}

const text = async (chunks: AsyncIterable<OutputChunk>): Promise<string> => {
  let all = '';
  for await (const { bytes } of chunks) all += new TextDecoder().decode(bytes);
  return all;
};

const finish = async (exec: Exec): Promise<{ readonly output: string; readonly exitCode: number }> => {
  const output = await text(exec.output);
  return { output, exitCode: await exec.exitCode() };
};

const NO_SECURITY = {
  groups: [], privileged: false, readOnlyRootFilesystem: false, noNewPrivileges: false, seccompUnconfined: false, addCapabilities: [], dropCapabilities: [],
} as const;

/** The behaviour every adapter of the Runtime port shares. */
export const describeRuntime = (name: string, open: () => Promise<RuntimeHarness>): void => {
  describe(`runtime: ${name}`, function suite() {
    this.timeout(30_000);
    let harness: RuntimeHarness;
    let runtime: Runtime;
    let count = 0;

    before(async () => {
      harness = await open();
      ({ runtime } = harness);
      await runtime.prepare();
    });
    after(() => harness.close());

    const sandboxSpec = (attempt = 0): SandboxSpec => {
      count += 1;
      return {
        role: 'sandbox', podUid: `uid-${count}`, namespace: 'default', pod: `pod-${count}`, container: '', attempt, hostname: `pod-${count}`,
        address: harness.address(count), hostNetwork: false, hostPid: false, hostIpc: false, hostPorts: [], sysctls: {},
      };
    };
    const sandbox = async (): Promise<RuntimeContainer> => runtime.start((await runtime.createSandbox(sandboxSpec())).id);
    const containerSpec = (of: RuntimeContainer, behaviour: Behaviour): ContainerSpec => ({
      role: 'container', podUid: of.podUid, namespace: of.namespace, pod: of.pod, container: 'web', attempt: 0, sandboxId: of.id,
      image: harness.image, imageId: harness.image, mounts: [], milliCpuRequest: 100, milliCpuLimit: 0, memoryLimitBytes: 0, oomScoreAdj: 0,
      security: NO_SECURITY, hostNetwork: false, shareProcesses: false, hostPid: false, stdin: false, stdinOnce: false, tty: false, ...harness.program(behaviour),
    });
    const running = async (behaviour: Behaviour): Promise<RuntimeContainer> => runtime.start((await runtime.createContainer(containerSpec(await sandbox(), behaviour))).id);
    /** Waits for an event of one container without polling. */
    const until = async (id: string, kind: RuntimeEvent['kind'], act: () => Promise<unknown>): Promise<void> => {
      const abort = new AbortController();
      const ready = Promise.withResolvers<undefined>();
      const seen = (async () => {
        for await (const event of runtime.events(abort.signal, () => { ready.resolve(undefined); })) if (event.id === id && event.kind === kind) return;
      })();
      await ready.promise;
      await act();
      await seen;
      abort.abort();
    };
    const ended = async (behaviour: Behaviour): Promise<RuntimeContainer> => {
      const created = await runtime.createContainer(containerSpec(await sandbox(), behaviour));
      await until(created.id, 'died', () => runtime.start(created.id));
      const found = await runtime.inspect(created.id);
      if (found === undefined) throw new Error('it vanished');
      return found;
    };
    const codeOf = async (work: Promise<unknown>): Promise<string> => {
      try {
        await work;
        return 'none';
      } catch (error) {
        return error instanceof RuntimeError ? error.code : String(error);
      }
    };

    it('starts a sandbox that has the address asked for', async () => {
      const started = await sandbox();
      expect(started).to.include({ role: 'sandbox', state: 'running', address: harness.address(count) });
      expect(started.startedAtMs).to.be.a('number');
    });

    it('answers a second create of the same identity with the first container', async () => {
      const spec = sandboxSpec();
      const first = await runtime.createSandbox(spec);
      expect((await runtime.createSandbox(spec)).id).to.equal(first.id);
      expect((await harness.reopen().createSandbox(spec)).id).to.equal(first.id);
    });

    it('runs a container in a sandbox and tells its state', async () => {
      const web = await running('runs for ever');
      expect(web).to.include({ role: 'container', container: 'web', state: 'running', attempt: 0 });
      expect(web.exitCode).to.equal(undefined);
    });

    it('tells the exit code and both times of one that ended', async () => {
      const web = await ended('prints hello and exits 3');
      expect(web).to.include({ state: 'exited', exitCode: 3 });
      expect(web.finishedAtMs).to.be.at.least(web.startedAtMs ?? Infinity);
    });

    it('never starts an exited container again, not even after a restart of the agent', async () => {
      const web = await ended('prints hello and exits 3');
      expect(await runtime.start(web.id)).to.deep.equal(web);
      expect(await harness.reopen().start(web.id)).to.deep.equal(web);
    });

    it('starts one created by a predecessor that did not get to start it', async () => {
      const created = await runtime.createContainer(containerSpec(await sandbox(), 'runs for ever'));
      expect(await harness.reopen().start(created.id)).to.include({ state: 'running' });
    });

    it('changes the resources of a running container in place', async () => {
      const web = await running('runs for ever');
      const wanted = { milliCpuRequest: 250, milliCpuLimit: 500, memoryLimitBytes: 64 * 1024 * 1024 };
      expect(await runtime.resize(web.id, wanted)).to.deep.include({ id: web.id, state: 'running', resources: wanted });
      const less = { ...wanted, milliCpuLimit: 300, memoryLimitBytes: 32 * 1024 * 1024 };
      expect((await runtime.resize(web.id, less)).resources).to.deep.equal(less);
      expect((await harness.reopen().inspect(web.id))?.resources).to.deep.equal(less);
    });

    it('lets a container see the processes of another', async () => {
      const web = await running('runs for ever');
      const pod = (await runtime.recover()).find(({ podUid, role }) => podUid === web.podUid && role === 'sandbox');
      if (pod === undefined) throw new Error('no sandbox');
      const debug = await runtime.createContainer({ ...containerSpec(pod, 'runs for ever'), container: 'debug', processesOf: web.id });
      expect((await runtime.start(debug.id)).state).to.equal('running');
    });

    it('tells why a container could not be started', async () => {
      const created = await runtime.createContainer(containerSpec(await sandbox(), 'cannot be started'));
      const started = await runtime.start(created.id);
      expect(started.state).to.equal('exited');
      expect(started.exitCode).to.be.greaterThan(0);
      expect(started.startError).to.match(/not-there/);
    });

    it('tells that memory ran out', async () => {
      expect(await ended('runs out of memory')).to.include({ state: 'exited', oomKilled: true });
    });

    it('recovers everything of the node, exited ones included', async () => {
      const web = await ended('prints hello and exits 3');
      const found = (await harness.reopen().recover()).filter(({ podUid }) => podUid === web.podUid);
      expect(found.map(({ role, state }) => `${role} ${state}`)).to.have.members(['sandbox running', 'container exited']);
      expect(found.find(({ role }) => role === 'container')).to.deep.equal(web);
    });

    it('stops by TERM, and leaves one that ignores it running until killed', async () => {
      const polite = await running('runs for ever');
      await until(polite.id, 'died', () => runtime.signalStop(polite.id));
      const stubborn = await running('ignores TERM');
      await runtime.signalStop(stubborn.id);
      expect(await runtime.inspect(stubborn.id)).to.include({ state: 'running' });
      await until(stubborn.id, 'died', () => runtime.kill(stubborn.id));
      expect(await runtime.inspect(stubborn.id)).to.include({ exitCode: 137 });
    });

    it('lets stop, kill and remove be repeated', async () => {
      const web = await ended('prints hello and exits 3');
      await runtime.signalStop(web.id);
      await runtime.kill(web.id);
      await runtime.remove(web.id);
      await runtime.remove(web.id);
      await runtime.kill(web.id);
      expect(await runtime.inspect(web.id)).to.equal(undefined);
    });

    it('gives the whole log, its tail, its times and what follows', async () => {
      const web = await ended('prints hello and exits 3');
      const signal = new AbortController().signal;
      expect(await text(runtime.logs(web.id, { follow: false, timestamps: false }, signal))).to.equal('one\nhello\n');
      expect(await text(runtime.logs(web.id, { follow: true, timestamps: false, tailLines: 1 }, signal))).to.equal('hello\n');
      expect(await text(runtime.logs(web.id, { follow: false, timestamps: true, tailLines: 1 }, signal))).to.match(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{9}Z hello\n$/);
      expect(await text(runtime.logs(web.id, { follow: false, timestamps: false, sinceMs: Date.now() + 60_000 }, signal))).to.equal('');
    });

    it('ends a followed log when its reader goes', async () => {
      const web = await running('runs for ever');
      const abort = new AbortController();
      const reading = text(runtime.logs(web.id, { follow: true, timestamps: false }, abort.signal));
      abort.abort();
      await reading;
    });

    it('runs commands and tells their exit code', async () => {
      const web = await running('runs for ever');
      expect((await finish(await runtime.exec(web.id, { command: ['sh', '-c', 'exit 7'], tty: false, stdin: false }))).exitCode).to.equal(7);
    });

    it('passes input to a command and its end', async () => {
      const web = await running('runs for ever');
      const exec = await runtime.exec(web.id, { command: ['cat'], tty: false, stdin: true });
      await exec.write(new TextEncoder().encode('first '));
      await exec.write(new TextEncoder().encode('second'));
      exec.closeStdin();
      expect(await finish(exec)).to.deep.equal({ output: 'first second', exitCode: 0 });
    });

    it('refuses a command in a container that does not run', async () => {
      const web = await ended('prints hello and exits 3');
      expect(await codeOf(runtime.exec(web.id, { command: ['true'], tty: false, stdin: false }))).to.equal('refused');
    });

    it('joins a container that reads its input to the end', async () => {
      const web = await running('repeats its input');
      const joined = await runtime.attach(web.id, { stdin: true });
      const output = finish(joined);
      await joined.write(new TextEncoder().encode('one\n'));
      await joined.write(new TextEncoder().encode('two\n'));
      await until(web.id, 'died', () => Promise.resolve(joined.closeStdin()));
      expect(await output).to.deep.equal({ output: 'one\ntwo\n', exitCode: 0 });
      expect(await runtime.inspect(web.id)).to.include({ state: 'exited', exitCode: 0 });
    });

    it('leaves a container as it is when those who joined it go', async () => {
      const web = await running('runs for ever');
      const joined = await runtime.attach(web.id, { stdin: true });
      const output = text(joined.output);
      await joined.write(new TextEncoder().encode('it reads nothing\n'));
      joined.closeStdin();
      joined.close();
      await output.catch(() => undefined);
      expect((await runtime.inspect(web.id))?.state).to.equal('running');
    });

    it('refuses to join a container that does not run', async () => {
      const web = await ended('prints hello and exits 3');
      expect(await codeOf(runtime.attach(web.id, { stdin: false }))).to.equal('refused');
    });

    it('knows its images and says which it cannot get', async () => {
      expect((await runtime.inspectImage(harness.image))?.id).to.match(/^sha256:/);
      expect(await runtime.inspectImage('localhost:1/missing:1')).to.equal(undefined);
      expect(await codeOf(runtime.pull('localhost:1/missing:1'))).to.equal('image-unavailable');
    });

    it('tells what the machine has', async () => {
      const info = await runtime.info();
      expect(info.cpus).to.be.greaterThan(0);
      expect(info.memoryBytes).to.be.greaterThan(0);
      expect(info.storageBytes).to.be.greaterThan(0);
    });
  });
};
