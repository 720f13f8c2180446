import { objectAt, stringAt } from '../../events/json-path.ts';
import type { JsonObject } from '../../events/json.ts';
import type { Observation, PodFact } from '../../events/node/messages.ts';
import type { Command } from '../kit/command.ts';
import { reportsExit } from './container-exits.ts';
import { mergePodStatus } from './merge-status.ts';

/** A stored object as the decision read it. */
export interface Stored {
  readonly object: JsonObject;
  readonly sequence: number;
}

/** What one observation comes to. A dropped one can never apply and is acknowledged. */
export type Decided =
  | { readonly do: 'drop'; readonly why: string }
  | {
      readonly do: 'write';
      readonly command: Command;
      /** Whether the observed fact began by itself on the node (a container ended), rather than following from an assignment. */
      readonly root: boolean;
    };

/** An observation as plain JSON, whole, for the decision's facts. */
export const observationFacts = (observation: Observation): JsonObject => ({ observation: { ...observation, fact: { ...observation.fact } } });

const refuse = (fact: PodFact, node: string, stored: Stored | undefined): string | undefined => {
  if (stored === undefined) return 'the pod does not exist';
  if (stringAt(stored.object, 'metadata', 'uid') !== fact.podUid) return 'a pod of another uid has the name now';
  if (stringAt(stored.object, 'spec', 'nodeName') !== node) return 'the pod is not bound to the sender';
  return undefined;
};

const removal = (observation: Observation, fact: PodFact): Command => ({
  verb: 'delete',
  ref: { group: '', resource: 'pods', namespace: fact.namespace, name: fact.name },
  expect: { uid: fact.podUid },
  gracePeriodSeconds: 0,
  reason: `node ${observation.node} stopped and removed the pod: ${fact.why}`,
  facts: observationFacts(observation),
});

/**
 * Turns what an agent saw of a pod into a write of the pod as stored. Pure. Refuses pods that are not bound to the
 * sender or have another uid. A `gone` pod is removed once its deletion was asked for.
 */
export const decidePod = (observation: Observation, fact: PodFact, stored: Stored | undefined): Decided => {
  const why = refuse(fact, observation.node, stored);
  if (why !== undefined || stored === undefined) return { do: 'drop', why: why ?? '' };
  const deleting = stringAt(stored.object, 'metadata', 'deletionTimestamp') !== '';
  if (fact.gone && deleting) return { do: 'write', command: removal(observation, fact), root: false };
  const current = objectAt(stored.object, 'status');
  const status = mergePodStatus({ current, observed: fact.status, time: observation.time });
  return {
    do: 'write',
    root: !deleting && reportsExit(current, fact.status),
    command: {
      verb: 'update',
      subresource: 'status',
      ref: { group: '', resource: 'pods', namespace: fact.namespace, name: fact.name },
      object: { ...stored.object, status },
      expect: { uid: fact.podUid, sequence: stored.sequence },
      reason: fact.why,
      facts: observationFacts(observation),
    },
  };
};
