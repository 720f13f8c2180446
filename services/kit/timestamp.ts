/** RFC 3339 in whole seconds, UTC: how every `metav1.Time` is stored. */
export const formatTime = (ms: number): string => `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;

/** Milliseconds since the epoch; undefined for an absent or unreadable time. */
export const parseTime = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
};
