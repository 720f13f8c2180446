import { expect } from 'chai';
import type { EventStore } from '../../../events/event-store/port.ts';
import { withValueAt } from '../../../events/json-path.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import { sha256Digest } from '../../../infra/crypto/digest.ts';
import { memoryEventStore } from '../../../infra/eventstore-memory/memory-event-store.ts';
import { hostClock } from '../../../infra/host/clock.ts';
import { hostEntropy } from '../../../infra/host/entropy.ts';
import { admissionPlugins } from '../admission/registry.ts';
import type { Command, Outcome, WriteContext, Writer } from '../command.ts';
import type { FollowerProcess } from '../follower/create-follower.ts';
import { createFollower } from '../follower/create-follower.ts';
import type { Logger, Telemetry } from '../port.ts';
import { createWriter } from './create-writer.ts';

const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const telemetry: Telemetry = { span: (_name, _options, work) => work(undefined), counter: () => () => undefined, histogram: () => () => undefined, gauge: () => undefined };
const kubectl: WriteContext = { actor: 'kubernetes-admin', fieldManager: 'kubectl' };

const TEAM = { group: '', resource: 'namespaces', namespace: '', name: 'x' };
const A = { group: '', resource: 'configmaps', namespace: 'x', name: 'a' };
const create: Command = { verb: 'create', ref: TEAM, object: { metadata: { name: 'x' }, spec: { finalizers: ['kubernetes'] } }, reason: 'asked' };
const createIn: Command = { verb: 'create', ref: A, object: { metadata: { name: 'a' } }, reason: 'asked' };
const remove: Command = { verb: 'delete', ref: TEAM, reason: 'asked' };
const label: Command = { verb: 'update', ref: TEAM, object: (current) => withValueAt(current, ['metadata', 'labels'], { team: 'x' }), reason: 'asked' };
const finalize: Command = { verb: 'update', subresource: 'finalize', ref: TEAM, object: (current) => ({ ...current, spec: { finalizers: [] } }), reason: 'emptied' };
const status: Command = {
  verb: 'update', subresource: 'status', ref: TEAM, reason: '0 objects remain in it',
  object: (current) => withValueAt(current, ['status', 'conditions'], [{ type: 'NamespaceContentRemaining', status: 'False' }]),
};

const answerOf = (outcome: Outcome): string => (outcome.ok ? 'accepted' : `${outcome.refusal.reason}: ${outcome.refusal.message}`);

describe('a create that has not seen the newest of its namespace', () => {
  let store: EventStore;
  const followers: FollowerProcess[] = [];

  const follow = async (): Promise<FollowerProcess> => {
    const made = createFollower({ store, streams: ['EVENTS'], clock: hostClock(), logger: quiet, telemetry });
    followers.push(made);
    await made.start();
    return made;
  };
  const writerOn = (follower: FollowerProcess): Writer =>
    createWriter({ store, follower, kinds: createKinds(), clock: hostClock(), entropy: hostEntropy(), digest: sha256Digest(), plugins: admissionPlugins, build: 'test' });

  beforeEach(() => { store = memoryEventStore({ now: () => Date.now() }); });
  afterEach(async () => {
    for (const each of followers.splice(0)) await each.stop();
  });

  /** A follower that has seen nothing of `before` when the create is decided; `behind` lands right after the create. */
  const lateFollower = async ({ before, behind }: { readonly before: readonly Command[]; readonly behind: readonly Command[] }): Promise<FollowerProcess> => {
    const [follower, other] = [await follow(), await follow()];
    const write = async (commands: readonly Command[]): Promise<void> => {
      for (const command of commands) {
        await other.waitForHead(['EVENTS'], 1000);
        expect(answerOf(await writerOn(other).execute([command], kubectl))).to.equal('accepted');
      }
      await follower.waitForHead(['EVENTS'], 1000);
    };
    await write([create]);
    const late = [follower.snapshot()];
    const later = [...behind];
    await write(before);
    return {
      ...follower,
      snapshot: () => late.pop() ?? follower.snapshot(),
      waitFor: async (...args) => {
        await write(later.splice(0));
        return follower.waitFor(...args);
      },
    };
  };

  const cases: readonly { readonly name: string; readonly before?: readonly Command[]; readonly behind?: readonly Command[]; readonly answer: RegExp }[] = [
    { name: 'is taken back when the namespace\'s deletion had begun', before: [remove], answer: /^Forbidden: .*being terminated$/ },
    { name: 'is taken back when the namespace\'s status was written since', before: [remove], behind: [status], answer: /^Forbidden: .*being terminated$/ },
    { name: 'is taken back when the namespace has gone since', before: [remove], behind: [finalize], answer: /^NotFound: namespaces "x" not found$/ },
    { name: 'is taken back when the namespace has gone and another has its name', before: [remove], behind: [finalize, create], answer: /^NotFound: namespaces "x" not found$/ },
    { name: 'stands when the namespace was merely changed', before: [label], answer: /^accepted$/ },
    { name: 'stands when the namespace was changed behind it', behind: [label], answer: /^accepted$/ },
  ];
  for (const { name, before = [], behind = [], answer } of cases) {
    it(name, async () => {
      const writer = writerOn(await lateFollower({ before, behind }));
      expect(answerOf(await writer.execute([createIn], kubectl))).to.match(answer);
      expect((await store.last(A))?.operation).to.equal(answer.test('accepted') ? 'put' : 'delete');
    });
  }
});
