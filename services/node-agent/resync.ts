import type { ResyncAnswer, ResyncRequest } from '../../events/node/messages.ts';
import { nodeSubjects } from '../../events/node/messages.ts';
import { encodeToken } from '../../events/subject.ts';
import type { Messaging } from '../kit/messaging/port.ts';
import type { Clock, Logger } from '../kit/port.ts';
import type { DesiredPod } from './desired-pod.ts';

/** All assignments of the node, as of `position` in EVENTS. */
export interface Resynced {
  readonly position: number;
  readonly assignments: readonly DesiredPod[];
  readonly podCIDR: string | undefined;
}

type Page = Omit<ResyncAnswer, 'assignments'> & { readonly assignments: readonly DesiredPod[] };

const RESYNC_TIMEOUT_MS = 5000;
const RETRY_MS = 1000;

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

export interface ResyncerDeps {
  readonly messaging: Messaging;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly node: string;
  readonly onAnswer: (answer: Resynced) => void;
}

/** Resyncs on request, one at a time, until an answer came; a request during one is answered by a further one. */
export interface Resyncer {
  request(): void;
  stop(): void;
}

export const createResyncer = ({ messaging, clock, logger, node, onAnswer }: ResyncerDeps): Resyncer => {
  let isRunning = false;
  let isWanted = false;
  let isStopped = false;
  let cancelRetry = (): void => undefined;

  const run = async (): Promise<void> => {
    isRunning = true;
    while (isWanted && !isStopped) {
      isWanted = false;
      try {
        onAnswer(await requestResync(messaging, node));
      } catch (error) {
        logger.warn('resync failed, trying again', { error: String(error) });
        cancelRetry();
        cancelRetry = clock.after(RETRY_MS, request);
      }
    }
    isRunning = false;
  };
  const request = (): void => {
    isWanted = true;
    if (!isRunning && !isStopped) void run();
  };
  return {
    request,
    stop: () => {
      isStopped = true;
      cancelRetry();
    },
  };
};
