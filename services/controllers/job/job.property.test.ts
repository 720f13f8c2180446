import { assert } from 'chai';
import fc from 'fast-check';
import type { JsonObject } from '../../../events/json.ts';
import { withValueAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { jobs } from '../../../events/resources/batch/job/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import { createModelCluster } from '../../../test/support/model-cluster.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import { isActive } from '../workload/pod-state.ts';
import { jobReconciler } from './reconciler.ts';

const NS = 'default';
const JOB: ObjectRef = { ...jobs, namespace: NS, name: 'pi' };
const KEY = 'job/default/pi';
const PARALLELISM = 3;

const job = (indexed: boolean): JsonObject => ({
  apiVersion: 'batch/v1', kind: 'Job', metadata: {},
  spec: {
    parallelism: PARALLELISM, completions: 5, backoffLimit: 1_000_000, completionMode: indexed ? 'Indexed' : 'NonIndexed', podReplacementPolicy: 'TerminatingOrFailed',
    selector: { matchLabels: { uid: 'uid-1' } }, template: { metadata: { labels: { uid: 'uid-1' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } },
  },
});

type Step = { readonly do: 'plan' | 'stale' | 'succeed' | 'fail' | 'remove' | 'wait' | 'view'; readonly at: number };
const steps = fc.array(fc.record({ do: fc.constantFrom('plan', 'stale', 'succeed', 'fail', 'remove', 'wait', 'view'), at: fc.nat(9) }), { maxLength: 60 }) as fc.Arbitrary<Step[]>;

/** A cluster whose pods end as told, each at most once, and what the job should come to. */
const createRun = (indexed: boolean) => {
  const cluster: ModelCluster = createModelCluster();
  cluster.write(JOB, () => job(indexed));
  let seen = cluster.view();
  let [succeeded, failed] = [0, 0];
  const active = () => cluster.view().list(pods, NS).filter(({ object }) => isActive(object));
  const carryOut = (view = cluster.view()): void => {
    for (const batch of jobReconciler.plan(view, KEY, cluster.now()).batches) if (!cluster.execute(batch)) return;
  };
  const end = (at: number, phase: 'Succeeded' | 'Failed'): void => {
    const chosen = active()[at];
    if (chosen === undefined) return;
    cluster.write({ ...pods, namespace: NS, name: chosen.entry.name }, (object) => withValueAt(object, ['status', 'phase'], phase));
    if (phase === 'Succeeded') succeeded += 1;
    else failed += 1;
  };
  const remove = (at: number): void => {
    const chosen = active()[at];
    if (chosen !== undefined && cluster.execute([{ verb: 'delete', ref: { ...pods, namespace: NS, name: chosen.entry.name }, reason: 'a person' }])) failed += 1;
  };
  const actions: Readonly<Record<Step['do'], (at: number) => void>> = {
    plan: () => carryOut(),
    stale: () => carryOut(seen),
    view: () => { seen = cluster.view(); },
    succeed: (at) => end(at, 'Succeeded'),
    fail: (at) => end(at, 'Failed'),
    remove,
    wait: () => cluster.advance(600_000),
  };
  return { cluster, active, carryOut, take: (step: Step): void => actions[step.do](step.at), counts: () => ({ succeeded, failed }), status: () => cluster.view().get(jobs, NS, 'pi')!.object.status, end };
};

describe('job controllers on stale views, pods ending and vanishing at any time', () => {
  for (const indexed of [false, true]) {
    it(`never run more pods than wanted, count each once, and end: ${indexed ? 'indexed' : 'not indexed'}`, () => {
      fc.assert(fc.property(steps, (taken) => {
        const run = createRun(indexed);
        for (const step of taken) {
          run.take(step);
          assert.isAtMost(run.active().length, PARALLELISM);
          assert.isAtMost(run.status().failed ?? 0, run.counts().failed);
          assert.isAtMost(run.status().succeeded ?? 0, run.counts().succeeded);
        }
        for (let round = 0; round < 30 && run.status().completionTime === undefined; round += 1) {
          run.cluster.advance(600_000);
          for (let again = 0; again < 4; again += 1) run.carryOut();
          run.end(0, 'Succeeded');
        }
        assert.isDefined(run.status().completionTime);
        assert.deepEqual({ succeeded: run.status().succeeded ?? 0, failed: run.status().failed ?? 0 }, run.counts());
        if (indexed) assert.equal(run.status().completedIndexes, '0-4');
      }), { numRuns: 150 });
    });
  }
});
