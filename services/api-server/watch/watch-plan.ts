import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { ChangeFeed } from '../read/change-window.ts';
import type { ListOptions } from '../read/list-options.ts';
import type { View } from '../read/render.ts';
import type { Selection } from '../read/selection.ts';
import type { Scope } from '../scope.ts';

/** What one watch was asked for. */
export interface WatchPlan {
  readonly scope: Scope;
  readonly options: ListOptions;
  readonly view: View;
  readonly selection: Selection;
  readonly feed: ChangeFeed | undefined;
  /** What to send as ADDED first; undefined when the client goes on from a resourceVersion. */
  readonly initial: Snapshot | undefined;
  /** Changes strictly after this are sent. */
  readonly after: number;
  /** See classKey. */
  readonly classOf: string;
}
