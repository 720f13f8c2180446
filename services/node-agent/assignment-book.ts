import type { AssignmentMark } from '../../events/node/digest.ts';
import { assignmentDigest } from '../../events/node/digest.ts';
import type { AssignmentBeat } from '../../events/node/messages.ts';
import type { DesiredPod } from './desired-pod.ts';

/** What the node is told to have, pods already stopped included, until their objects are deleted. */
export interface AssignmentBook {
  /** Whether the assignment says anything new; if so it is noted. */
  accept(desired: DesiredPod): boolean;
  /** Whether the beat shows that something was missed. */
  disagrees(beat: AssignmentBeat): boolean;
  /** Strikes out what is not wanted as of a position. */
  keepOnly(wanted: ReadonlySet<string>, position: number): void;
}

export const createAssignmentBook = (): AssignmentBook => {
  const marks = new Map<string, AssignmentMark & { readonly sequence: number }>();
  return {
    accept: ({ podUid, sequence, revision, action, deleted }) => {
      if (deleted === true) {
        marks.delete(podUid);
        return true;
      }
      const known = marks.get(podUid);
      if (known !== undefined && (sequence < known.sequence || (known.revision === revision && known.action === action))) return false;
      marks.set(podUid, { podUid, revision, action, sequence });
      return true;
    },
    disagrees: ({ digest, highest }) => {
      for (const { sequence } of marks.values()) if (sequence > highest) return false;
      return assignmentDigest(marks.values()) !== digest;
    },
    keepOnly: (wanted, position) => {
      for (const [podUid, { sequence }] of marks) if (!wanted.has(podUid) && sequence <= position) marks.delete(podUid);
    },
  };
};
