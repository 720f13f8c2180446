import { splitSealed } from '../../events/sealed-object.ts';
import type { Entry } from './cluster-state.ts';

const decoder = new TextDecoder();

const textOf = ({ form, body }: Entry): string => decoder.decode(form === 'sealed' ? splitSealed(body).clear : body);

/**
 * Whether a stored object has a member of one of these names anywhere, without parsing it (a tenth of the cost). Most
 * objects concern most readers in no way, and this says so; a yes still has to be read. Stored JSON spells names plainly
 * and puts no space before a colon; inside of a string a quote is escaped. Of a sealed object only the clear part is
 * seen, of one that cannot be read nothing.
 */
export const mentions = (entry: Entry, ...members: readonly string[]): boolean => {
  if (entry.quarantined !== undefined) return false;
  const text = textOf(entry);
  return members.some((member) => text.includes(`"${member}":`));
};

/** Like `mentions`, of a member with this value. */
export const mentionsValue = (entry: Entry, member: string, value: string): boolean =>
  entry.quarantined === undefined && textOf(entry).includes(`"${member}":${JSON.stringify(value)}`);
