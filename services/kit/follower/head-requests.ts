import type { StreamName } from '../../../events/catalogue.ts';

/**
 * Asks for a stream's head on behalf of many. A request that began before a caller came may miss what the caller has
 * seen, so late-comers share the next one instead of joining the one under way.
 */
export const createHeadRequests = (head: (stream: StreamName) => Promise<number>): ((stream: StreamName) => Promise<number>) => {
  const running = new Map<StreamName, Promise<number>>();
  const next = new Map<StreamName, Promise<number>>();

  const start = (stream: StreamName): Promise<number> => {
    const request = head(stream).finally(() => {
      if (running.get(stream) === request) running.delete(stream);
    });
    running.set(stream, request);
    return request;
  };

  return (stream) => {
    const current = running.get(stream);
    if (current === undefined) return start(stream);
    const queued = next.get(stream);
    if (queued !== undefined) return queued;
    const begin = (): Promise<number> => {
      next.delete(stream);
      return start(stream);
    };
    const following = current.then(begin, begin);
    next.set(stream, following);
    return following;
  };
};
