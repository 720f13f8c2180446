import { expect } from 'chai';
import type { Recorded } from '../../../events/envelope.ts';
import type { JsonObject } from '../../../events/json.ts';
import { objectAt } from '../../../events/json-path.ts';
import { explain } from './explain.ts';
import type { CauseLog } from './walk-causes.ts';

interface Step {
  readonly about: string;
  readonly type: string;
  readonly actor: string;
  readonly by?: number;
  readonly operation?: 'put' | 'delete';
  readonly object?: JsonObject;
}

const recorded = ({ about, type, actor, by, operation = 'put', object = {} }: Step, index: number): Recorded => ({
  id: `id${index}`,
  type,
  time: '2026-01-01T00:00:00.000Z',
  actor,
  correlation: 'c',
  ...(by !== undefined && { causation: { stream: 'EVENTS', sequence: by } }),
  ref: { group: '', resource: about.split('/')[0] ?? '', namespace: 'default', name: about.split('/')[1] ?? '' },
  operation,
  form: 'json',
  object: Buffer.from(JSON.stringify({ metadata: {}, ...object })),
  decision: { reason: `${type} by ${actor}` },
  stream: 'EVENTS',
  sequence: index + 1,
  storedAtMs: 0,
});

const logOf = (steps: readonly Step[]): { readonly events: readonly Recorded[]; readonly log: CauseLog } => {
  const events = steps.map(recorded);
  return {
    events,
    log: {
      at: ({ sequence }) => Promise.resolve(events[sequence - 1]),
      history: (ref, upTo) => Promise.resolve(events.filter((event) => event.ref.resource === ref.resource && event.ref.name === ref.name && event.sequence <= upTo)),
    },
  };
};

const linksOf = async (steps: readonly Step[], about: string, question: 'creation' | 'restart' | 'deletion'): Promise<readonly string[]> => {
  const { events, log } = logOf(steps);
  const own = events.filter(({ ref }) => `${ref.resource}/${ref.name}` === about);
  const [chain] = await explain(own, question, log);
  const links = Array.isArray(chain?.['links']) ? chain['links'] : [];
  return links.map((link: JsonObject) => `${String(link['sequence'])} ${String(link['relation'])} ${String(link['actor'])}${Object.keys(objectAt(link, 'exit')).length > 0 ? ` exit ${JSON.stringify(objectAt(link, 'exit'))}` : ''}`);
};

const ADMIN = 'kubernetes-admin';
const terminating: JsonObject = { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } };
const running = (restartCount: number, lastState?: JsonObject, state?: JsonObject): JsonObject =>
  ({ status: { containerStatuses: [{ name: 'web', restartCount, ...(lastState && { lastState }), ...(state && { state }) }] } });

describe('chains of causes', () => {
  it('of a first pod end at the person who applied the deployment', async () => {
    const steps: readonly Step[] = [
      { about: 'deployments/web', type: 'DeploymentCreated', actor: ADMIN },
      { about: 'replicasets/web-1', type: 'ReplicaSetCreated', actor: 'deployment-controller', by: 1 },
      { about: 'pods/a', type: 'PodCreated', actor: 'replicaset-controller', by: 2 },
    ];
    expect(await linksOf(steps, 'pods/a', 'creation')).to.deep.equal(['3 subject replicaset-controller', '2 caused-by deployment-controller', '1 caused-by kubernetes-admin']);
  });

  it('of a replacement name the deletion of its predecessor and who asked for it', async () => {
    const steps: readonly Step[] = [
      { about: 'pods/a', type: 'PodCreated', actor: 'replicaset-controller' },
      { about: 'pods/a', type: 'PodDeletionRequested', actor: ADMIN, object: terminating },
      { about: 'pods/a', type: 'PodDeleted', actor: 'status', by: 2, operation: 'delete', object: terminating },
      { about: 'pods/b', type: 'PodCreated', actor: 'replicaset-controller', by: 3 },
    ];
    expect(await linksOf(steps, 'pods/b', 'creation')).to.deep.equal(['4 subject replicaset-controller', '3 caused-by status', '2 deletion-asked-for kubernetes-admin']);
    expect(await linksOf(steps, 'pods/a', 'deletion')).to.deep.equal(['3 subject status', '2 deletion-asked-for kubernetes-admin']);
  });

  it('of a deletion by a controller go on to what made it delete', async () => {
    const steps: readonly Step[] = [
      { about: 'deployments/web', type: 'DeploymentScaled', actor: ADMIN },
      { about: 'pods/a', type: 'PodCreated', actor: 'replicaset-controller' },
      { about: 'pods/a', type: 'PodDeletionRequested', actor: 'replicaset-controller', by: 1, object: terminating },
      { about: 'pods/a', type: 'PodDeleted', actor: 'status', operation: 'delete', object: terminating },
    ];
    expect(await linksOf(steps, 'pods/a', 'deletion')).to.deep.equal(['4 subject status', '3 deletion-asked-for replicaset-controller', '1 caused-by kubernetes-admin']);
  });

  it('of a restart begin with the exit that was observed', async () => {
    const ended = { terminated: { exitCode: 137, reason: 'Error', startedAt: '2026-01-01T00:00:01Z' } };
    const steps: readonly Step[] = [
      { about: 'pods/a', type: 'PodCreated', actor: ADMIN },
      { about: 'pods/a', type: 'PodStarted', actor: 'status', object: running(0, undefined, { running: { startedAt: '2026-01-01T00:00:01Z' } }) },
      { about: 'pods/a', type: 'ContainerExited', actor: 'status', object: running(0, undefined, ended) },
      { about: 'pods/a', type: 'ContainerRestarted', actor: 'status', object: running(1, ended, { running: { startedAt: '2026-01-01T00:00:09Z' } }) },
      { about: 'pods/a', type: 'PodUpdated', actor: ADMIN, object: running(1, ended, { running: { startedAt: '2026-01-01T00:00:09Z' } }) },
    ];
    expect(await linksOf(steps, 'pods/a', 'restart')).to.deep.equal([
      '4 subject status',
      '3 caused-by status exit {"container":"web","exitCode":137,"reason":"Error","startedAt":"2026-01-01T00:00:01Z"}',
    ]);
  });

  it('end where they go round in circles', async () => {
    const steps: readonly Step[] = [
      { about: 'pods/a', type: 'X', actor: 'x', by: 2 },
      { about: 'pods/b', type: 'Y', actor: 'y', by: 1 },
    ];
    expect(await linksOf(steps, 'pods/a', 'creation')).to.have.length(2);
  });

  it('are about the newest object of a name', async () => {
    const steps: readonly Step[] = [
      { about: 'pods/a', type: 'PodCreated', actor: 'jane' },
      { about: 'pods/a', type: 'PodDeleted', actor: ADMIN, operation: 'delete' },
      { about: 'pods/a', type: 'PodCreated', actor: 'john' },
    ];
    expect(await linksOf(steps, 'pods/a', 'creation')).to.deep.equal(['3 subject john']);
    expect(await linksOf(steps, 'pods/a', 'deletion')).to.deep.equal([]);
  });
});
