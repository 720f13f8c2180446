import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { repoPath } from '../../infra/setup/tools-folder.ts';
import { startLiveCluster } from '../support/live-cluster.ts';
import { freePortRange } from './free-port-range.ts';

/** What the processes of a cluster loaded of OpenTelemetry until it was ready, and which processes were looked at. */
const loadedBy = async (args: readonly string[]): Promise<{ readonly processes: readonly string[]; readonly loaded: readonly string[] }> => {
  const dir = await mkdtemp(join(tmpdir(), 'shiplog-modules-'));
  const file = join(dir, 'modules');
  try {
    const env = { NODE_OPTIONS: `--import=${repoPath('test/telemetry/record-modules.ts')}`, SHIPLOG_TEST_MODULES: file };
    const cluster = await startLiveCluster(['--runtime', 'simulated', ...args], env);
    await cluster.stop();
    const lines = (await readFile(file, 'utf8')).split('\n');
    return { processes: lines.filter((line) => line.startsWith('process ')), loaded: lines.filter((line) => line.startsWith('loaded ')) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};

describe('telemetry', function () {
  this.timeout(120_000);

  it('that is off is not loaded by any process', async () => {
    const { processes, loaded } = await loadedBy([]);
    for (const role of ['supervisor', 'set-up-log', 'api-server', 'controllers', 'scheduler', 'dispatcher', 'status', 'agent']) {
      expect(processes.some((line) => line.startsWith(`process ${role}`)), role).to.equal(true);
    }
    expect(loaded).to.deep.equal([]);
  });

  it('that is on is loaded, and the same look sees it', async () => {
    const { loaded } = await loadedBy(['--in-one', '--metrics', String(await freePortRange(2))]);
    expect(loaded.some((line) => line.includes('/@opentelemetry/sdk-node/'))).to.equal(true);
  });
});
