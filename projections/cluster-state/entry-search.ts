import { splitSealed } from '../../events/sealed-object.ts';
import type { Entry } from './cluster-state.ts';

/**
 * Looks for members in a stored object without parsing it (a tenth of the cost). Most objects concern most readers in
 * no way, and this says so; a yes still has to be read. Stored JSON spells names plainly and puts no space before a
 * colon; inside of a string a quote is escaped. Of a sealed object only the clear part is seen, of one that cannot be
 * read nothing.
 */
export interface EntrySearch {
  /** Whether a member of one of these names is anywhere in it. */
  mentions(entry: Entry, ...members: readonly string[]): boolean;
  /** Like `mentions`, of a member with this value. */
  mentionsValue(entry: Entry, member: string, value: string): boolean;
}

/** Keeps the text it searched last: those who look at a change look at it one after the other. */
export const createEntrySearch = (): EntrySearch => {
  const decoder = new TextDecoder();
  let last: { readonly body: Uint8Array; readonly text: string } | undefined;
  const textOf = ({ form, body }: Entry): string => {
    if (last?.body !== body) last = { body, text: decoder.decode(form === 'sealed' ? splitSealed(body).clear : body) };
    return last.text;
  };
  const contains = (entry: Entry, part: string): boolean => entry.quarantined === undefined && textOf(entry).includes(part);
  return {
    mentions: (entry, ...members) => members.some((member) => contains(entry, `"${member}":`)),
    mentionsValue: (entry, member, value) => contains(entry, `"${member}":${JSON.stringify(value)}`),
  };
};
