import type { RuntimeContainer } from './port.ts';

/** The sandboxes and containers of one pod, oldest attempt first. */
export interface ObservedPod {
  readonly sandboxes: readonly RuntimeContainer[];
  /** By container name; lists are never empty. */
  readonly containers: ReadonlyMap<string, readonly RuntimeContainer[]>;
}

export const observedPod = (all: Iterable<RuntimeContainer>): ObservedPod => {
  const sorted = [...all].sort((left, right) => left.attempt - right.attempt);
  const containers = new Map<string, RuntimeContainer[]>();
  for (const one of sorted) {
    if (one.role === 'sandbox') continue;
    const list = containers.get(one.container) ?? [];
    list.push(one);
    containers.set(one.container, list);
  }
  return { sandboxes: sorted.filter(({ role }) => role === 'sandbox'), containers };
};

export const newest = (observed: ObservedPod, name: string): RuntimeContainer | undefined => observed.containers.get(name)?.at(-1);
