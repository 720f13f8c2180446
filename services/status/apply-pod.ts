import type { JsonObject } from '../../events/json.ts';
import type { Observation, PodFact } from '../../events/node/messages.ts';
import type { ObjectRef, ResourceOf } from '../../events/object-ref.ts';
import type { WriteContext } from '../kit/command.ts';
import type { EventNote } from '../kit/reconciler.ts';
import { nodeActor } from './applied-observations.ts';
import { decidePod } from './decide-pod.ts';
import type { Verdict, Workings } from './workings.ts';
import { settle } from './workings.ts';

const PODS: ResourceOf<JsonObject> = { group: '', resource: 'pods' };
const FOLD_TIMEOUT_MS = 5_000;

const refOf = ({ namespace, name }: PodFact): ObjectRef => ({ ...PODS, namespace, name });

const contextOf = async ({ origins, observation, fact, root }: Pick<Workings, 'origins'> & { readonly observation: Observation; readonly fact: PodFact; readonly root: boolean }): Promise<WriteContext> => {
  const cause = root ? undefined : await origins.of({ stream: 'EVENTS', sequence: fact.sequence });
  return { actor: nodeActor(observation.node), fieldManager: 'kubelet', traceparent: observation.traceparent ?? cause?.traceparent, ...(cause && { cause }) };
};

/** The pod's Events the agent asks for; `describe pod` shows them. */
const podNotes = (fact: PodFact): readonly EventNote[] => (fact.notes ?? []).map(({ type, reason, message, fieldPath }) => ({
  regarding: { ...refOf(fact), uid: fact.podUid, kind: 'Pod', apiVersion: 'v1', ...(fieldPath !== undefined && { fieldPath }) },
  type,
  reason,
  message,
}));

/** Whether the log has a version of that number, which this process then has folded; never waits for one that is yet to come. */
const isInLog = async ({ follower }: Pick<Workings, 'follower'>, sequence: number): Promise<boolean> => {
  if (!Number.isSafeInteger(sequence) || sequence < 0) return false;
  if (follower.snapshot().position('EVENTS') >= sequence) return true;
  return (await follower.waitForHead(['EVENTS'], FOLD_TIMEOUT_MS)).position('EVENTS') >= sequence;
};

/**
 * Applies one observation of a pod: decide on the newest fold, write by compare-and-set; a lost race is told to the
 * caller as `again`, who asks anew once the fold is at the head.
 */
export const applyPod = async (workings: Workings, observation: Observation, fact: PodFact): Promise<Verdict> => {
  const { follower, view, applied, writer, origins } = workings;
  // The agent may know the pod's version before this process has folded it, but none that is not in the log.
  if (!(await isInLog(workings, fact.sequence))) return { verdict: 'dropped', why: `the log has no version ${fact.sequence}` };
  const viewed = view(() => follower.snapshot()).get(PODS, fact.namespace, fact.name);
  const ref = refOf(fact);
  const decided = decidePod(observation, fact, viewed && { object: viewed.object, sequence: viewed.entry.sequence });
  if (decided.do === 'drop') return { verdict: 'dropped', why: decided.why };
  if (viewed !== undefined && await applied.covers(observation, { ref, entry: viewed.entry })) return { verdict: 'done', notes: [] };
  const context = await contextOf({ origins, observation, fact, root: decided.root });
  const outcome = await writer.execute([decided.command], context);
  return settle(workings, { outcome, observation, ref, cause: context.cause, notes: podNotes(fact) });
};
