/** One thing to do to the runtime. Actions of one plan are independent of each other; the worker does each key once at a time. */
export type Action =
  | { readonly do: 'mountVolumes' }
  | { readonly do: 'createSandbox'; readonly attempt: number; readonly replaces: boolean }
  | { readonly do: 'start'; readonly id: string; readonly container: string }
  | { readonly do: 'resolveImage'; readonly container: string; readonly attempt: number }
  | { readonly do: 'createContainer'; readonly container: string; readonly attempt: number; readonly sandboxId: string; readonly restartsAfterMs?: number }
  | { readonly do: 'stop'; readonly id: string; readonly container: string; readonly graceSeconds: number; readonly why: string }
  | { readonly do: 'resize'; readonly id: string; readonly container: string }
  | { readonly do: 'kill'; readonly id: string }
  | { readonly do: 'remove'; readonly id: string }
  | { readonly do: 'removeFiles' }
  | { readonly do: 'exceedDeadline' };

/** What may be under way once only: the action and what it is about. */
export const actionKey = (action: Action): string => {
  if ('id' in action) return `${action.do}/${action.id}`;
  return 'container' in action ? `${action.do}/${action.container}` : action.do;
};

/** What to do now, and when to look again even if nothing happens. */
export interface PodPlan {
  readonly actions: readonly Action[];
  readonly againAtMs?: number;
}

export const planOf = (actions: readonly Action[], ...times: readonly (number | undefined)[]): PodPlan => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? { actions } : { actions, againAtMs: Math.min(...known) };
};

export const mergePlans = (plans: readonly PodPlan[]): PodPlan => planOf(plans.flatMap(({ actions }) => actions), ...plans.map(({ againAtMs }) => againAtMs));
