/** How many watches are open. */
export interface WatcherCount {
  /** One more, until the returned function is called. */
  enter(): () => void;
  open(): number;
}

export const createWatcherCount = (): WatcherCount => {
  let open = 0;
  return {
    enter: () => {
      open += 1;
      return () => { open -= 1; };
    },
    open: () => open,
  };
};
