import type { Assignment } from './messages.ts';
import { fingerprint } from './fingerprint.ts';

/** What of an assignment both ends must agree on. */
export type AssignmentMark = Pick<Assignment, 'podUid' | 'revision' | 'action'>;

/** `uid/revision/action`. */
const normalised = ({ podUid, revision, action }: AssignmentMark): string => `${podUid}/${revision}/${action}`;

/**
 * Digest over a node's current assignments, in any order. Assignments marked `deleted` do not take part: their
 * objects are gone on the control plane's side. The dispatcher sends it in every beat; an agent whose own digest
 * differs asks for a resync.
 */
export const assignmentDigest = (assignments: Iterable<AssignmentMark & Pick<Assignment, 'deleted'>>): string => {
  const marks: string[] = [];
  for (const assignment of assignments) if (assignment.deleted !== true) marks.push(normalised(assignment));
  return fingerprint(marks.sort().join('\n'));
};
