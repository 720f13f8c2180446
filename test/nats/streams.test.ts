import { expect } from 'chai';
import { jetstreamManager } from '@nats-io/jetstream';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileLogMarker } from '../../infra/nats/log-marker.ts';
import { checkServerSettings } from '../../infra/nats/server-settings.ts';
import { ensureStreams } from '../../infra/nats/streams.ts';
import type { TestNats } from '../support/nats.ts';
import { startNats } from '../support/nats.ts';

const codeOf = async (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(() => undefined, (cause: unknown) => (cause as { code?: string }).code);

describe('streams', () => {
  let nats: TestNats;
  beforeEach(async () => { nats = await startNats(); });
  afterEach(() => nats.stop());

  const ensure = async (): Promise<void> =>
    ensureStreams(await jetstreamManager(await nats.connect({ role: 'setup' })), { replicas: 1, marker: fileLogMarker(nats.markerPath) });

  it('are as designed, and making sure of them twice changes nothing', async () => {
    await ensure();
    const manager = await jetstreamManager(await nats.connect({ role: 'api' }));
    const { config } = await manager.streams.info('EVENTS');
    expect(config).to.deep.include({ storage: 'file', compression: 's2', deny_delete: true, deny_purge: true, discard: 'new', allow_atomic: true, max_msgs: -1, max_bytes: -1, max_age: 0 });
    expect((await manager.streams.info('LEASES')).config).to.deep.include({ max_msgs_per_subject: 1, max_age: 0 }).and.not.to.have.property('allow_atomic');
    expect((await manager.streams.info('EVENTOBJECTS')).config).to.deep.include({ allow_msg_ttl: true, subject_delete_marker_ttl: 3_600_000_000_000 }).and.not.to.have.property('allow_atomic');
  });

  it('are not made again when the log was lost: that stops', async () => {
    await nats.kill9();
    await rm(nats.storeDir, { recursive: true });
    await nats.restart();
    expect(await codeOf(ensure())).to.equal('misconfigured');
    await rm(nats.markerPath);
    await ensure();
  });

  it('are completed when the first start was interrupted', async () => {
    await rm(nats.markerPath);
    await ensure();
    expect(await fileLogMarker(nats.markerPath).exists()).to.equal(true);
  });

  it('are refused on a server that does not sync always', async () => {
    await checkServerSettings(await nats.connect({ role: 'controllers' }));
    const path = join(nats.dir, 'nats.conf');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"sync_interval": "always"', '"sync_interval": "2m"'));
    await nats.restart();
    expect(await codeOf(checkServerSettings(await nats.connect({ role: 'scheduler' })))).to.equal('misconfigured');
  });
});
