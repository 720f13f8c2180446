import type { Assignment, ResyncAnswer } from '../../events/node/messages.ts';

/** Pages stay well below what one message may carry. */
const PAGE_BYTES = 1024 * 1024;
const encoder = new TextEncoder();

interface Page {
  readonly position: number;
  readonly podCIDR?: string | undefined;
  /** Uid the page starts behind. */
  readonly after?: string | undefined;
  /** All of the node's assignments, ordered by uid; read only as far as the page goes. */
  readonly assignments: Iterable<Assignment>;
  readonly unreadable?: NonNullable<ResyncAnswer['unreadable']>;
}

/** One answer to a resync request: at least one assignment if any is left, and then as many as fit. */
export const resyncPage = ({ position, podCIDR, after = '', assignments, unreadable = [] }: Page): ResyncAnswer => {
  const page: Assignment[] = [];
  let bytes = 0;
  let next: string | undefined;
  for (const assignment of assignments) {
    if (assignment.podUid <= after) continue;
    bytes += encoder.encode(JSON.stringify(assignment)).length;
    const last = page.at(-1);
    if (last !== undefined && bytes > PAGE_BYTES) {
      next = last.podUid;
      break;
    }
    page.push(assignment);
  }
  return { position, assignments: page, ...(next !== undefined && { next }), ...(podCIDR !== undefined && { podCIDR }), ...(unreadable.length > 0 && { unreadable }) };
};
