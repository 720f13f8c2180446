import type { Recorded } from '../../../events/envelope.ts';
import { formatPosition } from '../../../events/envelope.ts';
import type { JsonObject } from '../../../events/json.ts';
import { parseJson } from '../../../events/parse-json.ts';

const decoder = new TextDecoder();

/** The stored object of an event in clear text; undefined for a sealed one. */
export const objectOfEvent = (event: Recorded): JsonObject | undefined => {
  if (event.form !== 'json') return undefined;
  const value: unknown = parseJson(decoder.decode(event.object));
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : undefined;
};

/** One event as history and why answer it. Object contents are not part of it; sealed kinds reveal nothing. */
export const historyItem = (event: Recorded): JsonObject => {
  const { decision, causation } = event;
  return {
    position: formatPosition(event),
    sequence: event.sequence,
    time: event.time,
    storedAt: new Date(event.storedAtMs).toISOString(),
    type: event.type,
    operation: event.operation,
    ref: { ...event.ref },
    actor: event.actor,
    reason: decision.reason,
    changed: decision.changed ?? [],
    correlation: event.correlation,
    ...(causation !== undefined && { causation: formatPosition(causation) }),
    ...(decision.admission !== undefined && { admission: decision.admission }),
    ...(decision.facts !== undefined && { facts: decision.facts }),
  };
};
