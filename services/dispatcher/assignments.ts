import { assignmentDigest } from '../../events/node/digest.ts';
import type { Assignment, AssignmentBeat } from '../../events/node/messages.ts';
import type { Addressed } from './pod-assignment.ts';

/** What is kept of an assignment; the pod itself is read from the fold when needed. */
export type Mark = Pick<Assignment, 'podUid' | 'namespace' | 'name' | 'revision' | 'action'>;

/** Which pods each node has, by the fold so far. */
export interface Assignments {
  /** Notes a pod's newest version; true when its node has to be told. */
  put(addressed: Addressed): boolean;
  /** The pod is gone; true when it was known. */
  remove(podUid: string): boolean;
  /** Ordered by uid. */
  of(node: string): readonly Mark[];
  beat(node: string): Pick<AssignmentBeat, 'count' | 'digest'>;
  nodes(): Iterable<string>;
}

export const createAssignments = (): Assignments => {
  const byNode = new Map<string, Map<string, Mark>>();
  const nodeOf = new Map<string, string>();

  const remove = (podUid: string): boolean => {
    const node = nodeOf.get(podUid);
    if (node === undefined) return false;
    nodeOf.delete(podUid);
    const pods = byNode.get(node);
    pods?.delete(podUid);
    if (pods?.size === 0) byNode.delete(node);
    return true;
  };
  const put = ({ node, assignment: { podUid, namespace, name, revision, action } }: Addressed): boolean => {
    const known = byNode.get(node)?.get(podUid);
    if (known?.revision === revision && known.action === action) return false;
    const pods = byNode.get(node) ?? new Map<string, Mark>();
    byNode.set(node, pods.set(podUid, { podUid, namespace, name, revision, action }));
    nodeOf.set(podUid, node);
    return true;
  };
  const of = (node: string): readonly Mark[] =>
    [...(byNode.get(node)?.values() ?? [])].sort((left, right) => (left.podUid < right.podUid ? -1 : 1));

  return {
    put,
    remove,
    of,
    beat: (node) => {
      const marks = byNode.get(node);
      return { count: marks?.size ?? 0, digest: assignmentDigest(marks?.values() ?? []) };
    },
    nodes: () => byNode.keys(),
  };
};
