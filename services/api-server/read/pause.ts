import type { Clock } from '../../kit/port.ts';

/** Lets other work run: long loops await it every few hundred steps, so that no stretch passes 10 ms. */
export type Pause = () => Promise<void>;

export const createPause = (clock: Pick<Clock, 'after'>): Pause => () =>
  new Promise((resolve) => {
    clock.after(0, resolve);
  });
