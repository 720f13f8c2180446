import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { EventStore } from '../../../events/event-store/port.ts';
import type { JsonObject } from '../../../events/json.ts';
import { listAt, objectAt, stringAt, valueAt, withValueAt } from '../../../events/json-path.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import { sha256Digest } from '../../../infra/crypto/digest.ts';
import { memoryEventStore } from '../../../infra/eventstore-memory/memory-event-store.ts';
import { hostClock } from '../../../infra/host/clock.ts';
import { hostEntropy } from '../../../infra/host/entropy.ts';
import { admissionPlugins } from '../admission/registry.ts';
import type { Command, Outcome, UpdateObject, WriteContext, Writer, Written } from '../command.ts';
import type { FollowerProcess } from '../follower/create-follower.ts';
import { createFollower } from '../follower/create-follower.ts';
import type { Logger, Sealer, Telemetry } from '../port.ts';
import { createWriter } from './create-writer.ts';
import { openSealed } from './open-sealed.ts';

const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const telemetry: Telemetry = { span: (_name, _options, work) => work(undefined), counter: () => () => undefined, histogram: () => () => undefined, gauge: () => undefined };
const kubectl: WriteContext = { actor: 'kubernetes-admin', fieldManager: 'kubectl' };
const kinds = createKinds();

/** A stand-in with the real one's shape: different bytes each time, and bound to its label. */
const xorSealer = (): Sealer => {
  let nonce = 1;
  const pad = (label: string, salt: number): Buffer => createHash('sha256').update(`${label} ${salt}`).digest();
  const crypt = (bytes: Uint8Array, key: Buffer): Uint8Array => bytes.map((byte, index) => byte ^ (key[index % key.length] ?? 0));
  return {
    seal: async (plain, label) => { nonce += 1; return Uint8Array.from([nonce, ...crypt(plain, pad(label, nonce))]); },
    open: async (sealed, label) => crypt(sealed.subarray(1), pad(label, sealed[0] ?? 0)),
  };
};

const ref = (resource: string, name: string, options: { readonly group?: string; readonly namespace?: string } = {}) =>
  ({ group: options.group ?? '', resource, namespace: options.namespace ?? 'default', name });

const configMap = (name: string, data: JsonObject, metadata: JsonObject = {}): Command =>
  ({ verb: 'create', ref: ref('configmaps', name), object: { metadata: { name, ...metadata }, data }, reason: 'asked' });

const podObject = (name: string, metadata: JsonObject = {}): JsonObject =>
  ({ metadata: { name, ...metadata }, spec: { containers: [{ name: 'c', image: 'i' }] } });
const pod = (name: string, metadata: JsonObject = {}): Command =>
  ({ verb: 'create', ref: ref('pods', name), object: podObject(name, metadata), reason: 'asked' });

const written = (outcome: Outcome): readonly Written[] => {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.reason} ${outcome.refusal.message}`);
  return outcome.written;
};
const only = (outcome: Outcome): Written => {
  const [first] = written(outcome);
  if (first === undefined) throw new Error('nothing written');
  return first;
};
const refusal = (outcome: Outcome): string => (outcome.ok ? 'accepted' : `${outcome.refusal.reason}: ${outcome.refusal.message}`);

describe('writer', () => {
  let store: EventStore;
  let follower: FollowerProcess;
  let writer: Writer;
  let nowMs: number;
  const followers: FollowerProcess[] = [];

  const follow = async (): Promise<FollowerProcess> => {
    const made = createFollower({ store, streams: ['EVENTS', 'LEASES', 'EVENTOBJECTS'], clock: hostClock(), logger: quiet, telemetry });
    followers.push(made);
    await made.start();
    return made;
  };
  const writerOn = (followed: FollowerProcess, sealer?: Sealer): Writer =>
    createWriter({
      store, follower: followed, kinds, clock: { ...hostClock(), now: () => nowMs }, entropy: hostEntropy(), digest: sha256Digest(), ...(sealer && { sealer }), plugins: admissionPlugins, build: 'test',
    });
  const run = (command: Command, options?: { readonly dryRun?: boolean }): Promise<Outcome> => writer.execute([command], kubectl, options);
  const stored = (resource: string, name: string, namespace = 'default') => follower.snapshot().get({ group: '', resource }, namespace, name);
  const headOf = (): Promise<number> => store.head('EVENTS');

  const namespace = (name: string): Command => ({ verb: 'create', ref: ref('namespaces', name, { namespace: '' }), object: { metadata: { name }, spec: { finalizers: ['kubernetes'] } }, reason: 'asked' });
  const update = (name: string, object: UpdateObject['object'], rest: Partial<UpdateObject> = {}): Command =>
    ({ verb: 'update', ref: ref('configmaps', name), object, reason: 'asked', ...rest });
  const remove = (resource: string, name: string, rest: JsonObject = {}): Command => ({ verb: 'delete', ref: ref(resource, name), reason: 'asked', ...rest });

  beforeEach(async () => {
    nowMs = Date.parse('2026-01-01T10:00:00.500Z');
    store = memoryEventStore({ now: () => nowMs });
    follower = await follow();
    writer = writerOn(follower, xorSealer());
    written(await writer.execute([namespace('default')], kubectl));
    written(await run({ verb: 'create', ref: ref('serviceaccounts', 'default'), object: { metadata: { name: 'default' } }, reason: 'asked' }));
  });
  afterEach(async () => {
    for (const each of followers.splice(0)) await each.stop();
  });

  describe('create', () => {
    it('stamps identity and explains itself in the event', async () => {
      const { object, position } = only(await run(configMap('a', { k: 'v' }, { uid: 'mine', generation: 7 })));
      expect(stringAt(object, 'metadata', 'uid')).to.match(/^[0-9a-f-]{36}$/);
      expect(objectAt(object, 'metadata')).to.include({ name: 'a', namespace: 'default', creationTimestamp: '2026-01-01T10:00:00Z' });
      expect(valueAt(object, 'metadata', 'generation')).to.equal(undefined);
      expect(stringAt(listAt(object, 'metadata', 'managedFields')[0] as JsonObject, 'manager')).to.equal('kubectl');
      const event = await store.at('EVENTS', position.sequence);
      expect(event).to.include({ type: 'ConfigMapCreated', actor: 'kubernetes-admin', operation: 'put', form: 'json' });
      expect(event?.correlation).to.equal(event?.id);
      expect(event?.decision.observed).to.deep.include({ time: '2026-01-01T10:00:00.500Z', build: 'test' });
    });

    it('cites the event acted upon', async () => {
      const cause = { position: { stream: 'EVENTS', sequence: 1 } as const, correlation: 'root', traceparent: '00-a-b-01' };
      const { position } = only(await writer.execute([configMap('a', {})], { ...kubectl, cause }));
      expect(await store.at('EVENTS', position.sequence)).to.deep.include({ correlation: 'root', causation: cause.position, traceparent: '00-a-b-01' });
    });

    it('gives generated names, and takes another when one is taken', async () => {
      const draws = ['aaaaa', 'aaaaa', 'bbbbb'];
      writer = createWriter({ store, follower, kinds, clock: { ...hostClock(), now: () => nowMs }, digest: sha256Digest(), plugins: [], build: 'test', entropy: { uuid: hostEntropy().uuid, nameSuffix: () => draws.shift() ?? 'ccccc' } });
      const command: Command = { verb: 'create', ref: ref('configmaps', ''), object: { metadata: { generateName: 'x-' } }, reason: 'asked' };
      expect(only(await run(command)).ref.name).to.equal('x-aaaaa');
      expect(only(await run(command)).ref.name).to.equal('x-bbbbb');
    });

    const refused: readonly { readonly name: string; readonly command: Command; readonly text: string }[] = [
      { name: 'a name that is taken', command: configMap('taken', {}), text: 'AlreadyExists: configmaps "taken" already exists' },
      { name: 'an object in a namespace that does not exist', command: { ...configMap('a', {}), ref: ref('configmaps', 'a', { namespace: 'nope' }) } as Command, text: 'NotFound: namespaces "nope" not found' },
      { name: 'a pod whose service account does not exist', command: { verb: 'create', ref: ref('pods', 'p'), object: withValueAt(podObject('p'), ['spec', 'serviceAccountName'], 'robot'), reason: 'asked' }, text: 'Forbidden: pods "p" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found' },
      { name: 'a name that differs from the one asked for', command: { verb: 'create', ref: ref('configmaps', 'b'), object: { metadata: { name: 'a' } }, reason: 'asked' }, text: 'BadRequest: the name of the object (a) does not match the name on the URL (b)' },
      { name: 'a resource this build does not know', command: { verb: 'create', ref: ref('widgets', 'b'), object: {}, reason: 'asked' }, text: 'NotFound: the server could not find the requested resource (widgets)' },
    ];
    for (const { name, command, text } of refused) {
      it(`refuses ${name}`, async () => {
        written(await run(configMap('taken', {})));
        const before = await headOf();
        expect(refusal(await run(command))).to.equal(text);
        expect(await headOf()).to.equal(before);
      });
    }

    it('follows a tombstone', async () => {
      written(await run(configMap('a', {})));
      written(await run(remove('configmaps', 'a')));
      expect(only(await run(configMap('a', {}))).changed).to.equal(true);
    });

    it('fills a pod in by admission and says who did', async () => {
      const { object, position } = only(await run(pod('p')));
      expect(stringAt(object, 'spec', 'serviceAccountName')).to.equal('default');
      expect(listAt(object, 'spec', 'tolerations')).to.have.length(2);
      expect((await store.at('EVENTS', position.sequence))?.decision.admission).to.deep.equal(['ServiceAccount', 'Priority', 'DefaultTolerationSeconds']);
    });

    it('decides a dry run and appends nothing', async () => {
      const before = await headOf();
      expect(only(await run(configMap('a', { k: 'v' }), { dryRun: true })).object['data']).to.deep.equal({ k: 'v' });
      expect(await headOf()).to.equal(before);
    });
  });

  describe('update', () => {
    beforeEach(async () => {
      written(await run(configMap('a', { k: '1' })));
    });

    it('keeps identity, names what changed and moves the version on', async () => {
      const { object, position } = only(await run(update('a', { metadata: { name: 'a' }, data: { k: '2' } })));
      expect(stringAt(object, 'metadata', 'creationTimestamp')).to.equal('2026-01-01T10:00:00Z');
      const event = await store.at('EVENTS', position.sequence);
      expect(event?.decision.changed).to.deep.equal(['data.k']);
      expect(event?.type).to.equal('ConfigMapDataChanged');
    });

    it('appends nothing when nothing changes, and answers the stored version', async () => {
      const before = await headOf();
      nowMs += 5000;
      const first = only(await run(update('a', (current) => current)));
      expect(first).to.include({ changed: false });
      expect(first.position.sequence).to.equal(before);
      expect(await headOf()).to.equal(before);
    });

    it('appends an unchanged object when it is the fence of a batch', async () => {
      const before = await headOf();
      expect(only(await run(update('a', (current) => current, { fence: true })))).to.include({ changed: true });
      expect(await headOf()).to.equal(before + 1);
    });

    const refused: readonly { readonly name: string; readonly command: Command; readonly text: RegExp }[] = [
      { name: 'an object that does not exist', command: update('nope', {}), text: /^NotFound: configmaps "nope" not found$/ },
      { name: 'a version that is not the newest', command: update('a', {}, { expect: { sequence: 1 } }), text: /^Conflict: Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again$/ },
      { name: 'another uid', command: update('a', {}, { expect: { uid: 'x' } }), text: /^Conflict: .*Precondition failed: UID in precondition: x, UID in object meta: / },
      { name: 'a subresource the kind does not have', command: update('a', {}, { subresource: 'status' }), text: /^NotFound: / },
      { name: 'a changed creation time', command: update('a', (current) => withValueAt(current, ['metadata', 'creationTimestamp'], '2020-01-01T00:00:00Z')), text: /^Invalid: ConfigMap "a" is invalid: metadata.creationTimestamp: Invalid value: .*: field is immutable$/ },
    ];
    for (const { name, command, text } of refused) {
      it(`refuses ${name}`, async () => {
        expect(refusal(await run(command))).to.match(text);
      });
    }

    it('runs a patch again on the newest version after every lost race', async () => {
      const increment = update('a', (current) => withValueAt(current, ['data', 'k'], String(Number(stringAt(current, 'data', 'k')) + 1)));
      const other = writerOn(await follow());
      const outcomes = await Promise.all(Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? writer : other).execute([increment], kubectl)));
      expect(outcomes.filter(({ ok }) => ok)).to.have.length(60);
      const last = await store.last(ref('configmaps', 'a'));
      expect(JSON.parse(Buffer.from(last!.object).toString()).data.k).to.equal('61');
    });

    it('refuses on what the log says, not on what this process has folded', async () => {
      const lagging = createFollower({ store: { ...store, subscribe: async function* () { await new Promise(() => undefined); } }, streams: ['EVENTS'], clock: hostClock(), logger: quiet, telemetry });
      void lagging.start();
      let caught: unknown;
      await writerOn({ ...lagging, waitForHead: () => lagging.waitFor({ EVENTS: 1 }, 20).then(() => lagging.snapshot()) }).execute([update('a', {})], kubectl).catch((error: unknown) => { caught = error; });
      expect(caught).to.have.property('name', 'FollowerTimeout');
    });
  });

  describe('status, scale and binding', () => {
    const deployment = (replicas: number): JsonObject => ({
      metadata: { name: 'd' },
      spec: { replicas, selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } } },
    });
    const onDeployment = (object: UpdateObject['object'], subresource?: string): Command =>
      ({ verb: 'update', ref: ref('deployments', 'd', { group: 'apps' }), object, reason: 'asked', ...(subresource !== undefined && { subresource }) });

    beforeEach(async () => {
      written(await run({ verb: 'create', ref: ref('deployments', 'd', { group: 'apps' }), object: deployment(1), reason: 'asked' }));
    });

    it('changes only the status through status, and never through the object', async () => {
      const both = (current: JsonObject): JsonObject => ({ ...current, spec: { ...objectAt(current, 'spec'), replicas: 5 }, status: { replicas: 4 } });
      const { object } = only(await run(onDeployment(both, 'status')));
      expect([valueAt(object, 'spec', 'replicas'), valueAt(object, 'status', 'replicas')]).to.deep.equal([1, 4]);
      const { object: next } = only(await run(onDeployment((current) => ({ ...both(current), status: { replicas: 9 } }))));
      expect([valueAt(next, 'spec', 'replicas'), valueAt(next, 'status', 'replicas')]).to.deep.equal([5, 4]);
    });

    it('scales, refusing a negative count', async () => {
      const { object } = only(await run(onDeployment({ kind: 'Scale', spec: { replicas: 3 } }, 'scale')));
      expect(valueAt(object, 'spec', 'replicas')).to.equal(3);
      expect(refusal(await run(onDeployment({ spec: { replicas: -1 } }, 'scale')))).to.equal('Invalid: Scale.autoscaling "d" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0');
    });

    it('binds a pod once', async () => {
      written(await run(pod('p')));
      const bind = (node: string): Command => ({ verb: 'update', subresource: 'binding', ref: ref('pods', 'p'), object: { metadata: { name: 'p' }, target: { kind: 'Node', name: node } }, reason: 'chosen' });
      const { object, position } = only(await run(bind('n1')));
      expect(stringAt(object, 'spec', 'nodeName')).to.equal('n1');
      expect(listAt(object, 'status', 'conditions')).to.deep.include({ type: 'PodScheduled', observedGeneration: 1, status: 'True', lastTransitionTime: '2026-01-01T10:00:00Z' });
      expect(position.sequence).to.equal(await headOf());
      expect(refusal(await run(bind('n2')))).to.equal('Conflict: Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "n1"');
    });
  });

  describe('delete', () => {
    const finalized = (finalizers: readonly string[]): Command => configMap('a', {}, { finalizers });

    it('ends an object nothing holds in one event with its final form', async () => {
      written(await run(configMap('a', { k: 'v' })));
      const done = only(await run(remove('configmaps', 'a')));
      expect(done).to.include({ deleted: true });
      expect(done.object['data']).to.deep.equal({ k: 'v' });
      await follower.waitFor(done.position, 1000);
      expect(stored('configmaps', 'a')).to.equal(undefined);
      expect(refusal(await run(remove('configmaps', 'a')))).to.equal('NotFound: configmaps "a" not found');
    });

    it('is held by finalizers, and completed by whoever removes the last one', async () => {
      written(await run(finalized(['example.com/hold'])));
      const marked = only(await run(remove('configmaps', 'a')));
      expect(marked).to.include({ deleted: false, changed: true });
      expect(objectAt(marked.object, 'metadata')).to.include({ deletionTimestamp: '2026-01-01T10:00:00Z', deletionGracePeriodSeconds: 0 });
      expect((await store.at('EVENTS', marked.position.sequence))?.type).to.equal('ConfigMapTerminating');
      expect(only(await run(remove('configmaps', 'a')))).to.include({ deleted: false, changed: false });
      const done = only(await run(update('a', (current) => withValueAt(current, ['metadata', 'finalizers'], undefined))));
      expect(done).to.include({ deleted: true });
      expect((await store.at('EVENTS', done.position.sequence))?.operation).to.equal('delete');
    });

    it('turns a propagation policy into a finalizer', async () => {
      written(await run(configMap('a', {})));
      const { object } = only(await run(remove('configmaps', 'a', { propagation: 'Foreground' })));
      expect(listAt(object, 'metadata', 'finalizers')).to.deep.equal(['foregroundDeletion']);
      const { object: orphan } = only(await run(remove('configmaps', 'a', { propagation: 'Orphan' })));
      expect(listAt(orphan, 'metadata', 'finalizers')).to.deep.equal(['orphan']);
    });

    it('refuses another uid', async () => {
      written(await run(configMap('a', {})));
      expect(refusal(await run(remove('configmaps', 'a', { expect: { uid: 'x' } })))).to.match(/^Conflict: Operation cannot be fulfilled on configmaps "a": the UID in the precondition \(x\) does not match the UID in record \(.*\)\. The object might have been deleted and then recreated$/);
    });

    it('never deletes the system\'s namespaces', async () => {
      expect(refusal(await run({ verb: 'delete', ref: ref('namespaces', 'default', { namespace: '' }), reason: 'asked' }))).to.equal('Forbidden: namespaces "default" is forbidden: this namespace may not be deleted');
    });

    it('empties a namespace before it goes: terminating, closed to creates, gone when finalized', async () => {
      written(await run(namespace('x')));
      const gone = ref('namespaces', 'x', { namespace: '' });
      const marked = only(await run({ verb: 'delete', ref: gone, reason: 'asked' }));
      expect(stringAt(marked.object, 'status', 'phase')).to.equal('Terminating');
      const create: Command = { verb: 'create', ref: ref('configmaps', 'a', { namespace: 'x' }), object: { metadata: { name: 'a' } }, reason: 'asked' };
      expect(refusal(await run(create))).to.equal('Forbidden: configmaps "a" is forbidden: unable to create new content in namespace x because it is being terminated');
      const done = only(await run({ verb: 'update', subresource: 'finalize', ref: gone, object: (current) => ({ ...current, spec: { finalizers: [] } }), reason: 'emptied' }));
      expect(done).to.include({ deleted: true });
    });
  });

  describe('batches', () => {
    it('stand or fall together', async () => {
      const before = await headOf();
      expect(refusal(await writer.execute([configMap('a', {}), configMap('b', {}), update('nope', {})], kubectl))).to.equal('NotFound: configmaps "nope" not found');
      expect(await headOf()).to.equal(before);
      const all = written(await writer.execute([configMap('a', {}), configMap('b', {})], kubectl));
      expect(all.map(({ position }) => position.sequence)).to.deep.equal([before + 1, before + 2]);
    });
  });

  describe('sealed kinds', () => {
    const secret: Command = { verb: 'create', ref: ref('secrets', 's'), object: { metadata: { name: 's', labels: { team: 'hidden-label' }, annotations: { note: 'hidden-note' }, finalizers: ['example.com/hold'] }, data: { key: Buffer.from('hidden').toString('base64') } }, reason: 'asked' };
    const bytesInLog = async (): Promise<string> => {
      let text = '';
      for await (const event of store.read('EVENTS', { after: 0, upTo: await headOf() })) text += Buffer.from(event.object).toString('latin1') + JSON.stringify(event.decision);
      return text;
    };

    it('never lie in the log in clear text, yet read back whole', async () => {
      const sealer = xorSealer();
      writer = writerOn(follower, sealer);
      written(await run(secret));
      const { position } = only(await run({ verb: 'update', ref: ref('secrets', 's'), object: (current) => withValueAt(current, ['data', 'secret-key-name'], 'aGlkZGVu'), reason: 'asked' }));
      const log = await bytesInLog();
      for (const word of ['hidden', 'aGlkZGVu', 'secret-key-name', Buffer.from('hidden').toString('base64')]) expect(log).not.to.contain(word);
      await follower.waitFor(position, 1000);
      const opened = JSON.parse(Buffer.from(await openSealed(sealer)(stored('secrets', 's')!)).toString());
      expect(opened.metadata.labels).to.deep.equal({ team: 'hidden-label' });
    });

    it('appends nothing for an unchanged secret although ciphertexts differ', async () => {
      written(await run(secret));
      expect(only(await run({ verb: 'update', ref: ref('secrets', 's'), object: (current) => current, reason: 'asked' }))).to.include({ changed: false });
    });

    it('lets a role without the key end a life, and nothing more', async () => {
      const sealer = xorSealer();
      writer = writerOn(follower, sealer);
      written(await run(secret));
      const keyless = writerOn(follower);
      const marked = only(await keyless.execute([remove('secrets', 's')], kubectl));
      await follower.waitFor(marked.position, 1000);
      const opened = JSON.parse(Buffer.from(await openSealed(sealer)(stored('secrets', 's')!)).toString());
      expect(opened.metadata).to.deep.include({ deletionTimestamp: '2026-01-01T10:00:00Z', labels: { team: 'hidden-label' } });
      let caught: unknown;
      await keyless.execute([{ verb: 'update', ref: ref('secrets', 's'), object: (current) => ({ ...current, data: { a: 'Yg==' } }), reason: 'asked' }], kubectl).catch((error: unknown) => { caught = error; });
      expect(String(caught)).to.contain('holds no key');
      const done = only(await keyless.execute([{ verb: 'update', ref: ref('secrets', 's'), object: (current) => withValueAt(current, ['metadata', 'finalizers'], undefined), reason: 'asked' }], kubectl));
      expect(done).to.include({ deleted: true });
    });
  });
});
