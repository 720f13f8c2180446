import { z } from 'zod';
import { EventItemSchema, HISTORY_OPTIONS, askHistory, wantsJson } from './ask-history.ts';
import type { EventItem } from './ask-history.ts';
import type { CliCommand } from './command.ts';
import { renderTable } from './table.ts';

const HistorySchema = z.object({ items: z.array(EventItemSchema) });
const MAX_PATHS = 4;

/** The first paths, and how many more. */
const changedCell = ({ changed }: EventItem): string => {
  const shown = changed.slice(0, MAX_PATHS).join(' ');
  return changed.length > MAX_PATHS ? `${shown} (+${changed.length - MAX_PATHS})` : shown;
};

const row = (item: EventItem): readonly string[] => [String(item.sequence), item.time, item.type, item.actor, item.reason, changedCell(item)];

export const history: CliCommand = {
  name: 'history',
  summary: 'show every version of an object: when, what, who, why',
  usage: 'KIND/NAME [-n NS] [-o json] [--dir DIR]',
  options: HISTORY_OPTIONS,
  words: 1,
  run: async (invocation) => {
    const json = wantsJson(invocation);
    const body = await askHistory(invocation, 'history');
    const { items } = HistorySchema.parse(JSON.parse(body));
    const table = renderTable(['SEQUENCE', 'TIME', 'TYPE', 'ACTOR', 'REASON', 'CHANGED'], items.map(row));
    process.stdout.write(`${json ? JSON.stringify(JSON.parse(body), undefined, 2) : table}\n`);
    return 0;
  },
};
