import type { ResyncAnswer, ResyncRequest } from '../../events/node/messages.ts';
import { nodeSubjects } from '../../events/node/messages.ts';
import { encodeToken } from '../../events/subject.ts';
import type { Messaging } from '../kit/messaging/port.ts';
import type { DesiredPod } from './desired-pod.ts';

/** All assignments of the node, as of `position` in EVENTS. */
export interface Resynced {
  readonly position: number;
  readonly assignments: readonly DesiredPod[];
  readonly podCIDR: string | undefined;
}

type Page = Omit<ResyncAnswer, 'assignments'> & { readonly assignments: readonly DesiredPod[] };

const RESYNC_TIMEOUT_MS = 5000;

/** Asks the dispatcher for everything, page by page. Throws when it cannot vouch for an answer; ask again later. */
export const requestResync = async (messaging: Messaging, node: string): Promise<Resynced> => {
  const subject = nodeSubjects.resync(encodeToken(node));
  const assignments: DesiredPod[] = [];
  let position = Infinity;
  let podCIDR: string | undefined;
  let request: ResyncRequest | undefined = {};
  while (request !== undefined) {
    const bytes = await messaging.request(subject, new TextEncoder().encode(JSON.stringify(request)), RESYNC_TIMEOUT_MS);
    const page: Page = JSON.parse(new TextDecoder().decode(bytes));
    if (page.error !== undefined) throw new Error(`the dispatcher has no fresh answer: ${page.error}`);
    assignments.push(...page.assignments);
    position = Math.min(position, page.position);
    podCIDR = page.podCIDR ?? podCIDR;
    request = page.next === undefined ? undefined : { after: page.next };
  }
  return { position, assignments, podCIDR };
};
