import type { StreamName } from '../../../events/catalogue.ts';

/** So many callers at once are a crowd: more will come within moments, and one request serves them all. */
const CROWD = 8;

interface Queued {
  readonly answer: Promise<number>;
  callers: number;
}

/**
 * Asks for a stream's head on behalf of many. A request that began before a caller came may miss what the caller has
 * seen, so late-comers share the next one instead of joining the one under way. `gather` resolves after a moment in
 * which a crowd's next request lets others join; a caller alone never waits for it.
 */
export const createHeadRequests = (head: (stream: StreamName) => Promise<number>, gather: () => Promise<void>): ((stream: StreamName) => Promise<number>) => {
  const running = new Map<StreamName, Promise<number>>();
  const next = new Map<StreamName, Queued>();

  const start = (stream: StreamName): Promise<number> => {
    const request = head(stream).finally(() => {
      if (running.get(stream) === request) running.delete(stream);
    });
    running.set(stream, request);
    return request;
  };

  const startNext = async (stream: StreamName, current: Promise<number>): Promise<number> => {
    await current.catch(() => undefined);
    if ((next.get(stream)?.callers ?? 0) >= CROWD) await gather();
    next.delete(stream);
    return start(stream);
  };

  return (stream) => {
    const queued = next.get(stream);
    if (queued !== undefined) {
      queued.callers += 1;
      return queued.answer;
    }
    const current = running.get(stream);
    if (current === undefined) return start(stream);
    const answer = startNext(stream, current);
    next.set(stream, { answer, callers: 1 });
    return answer;
  };
};
