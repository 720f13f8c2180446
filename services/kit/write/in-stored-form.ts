import type { JsonObject } from '../../../events/json.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { Command } from '../command.ts';

/** Subresources whose bodies are the object itself, in the request's version. */
const isWhole = (subresource: string | undefined): boolean => subresource === undefined || subresource === 'status';

/**
 * A command that speaks another served version, in the stored one: what it carries is defaulted and converted, and what
 * its patch is made of is the stored object as that version shows it.
 */
export const inStoredForm = (spoken: CompiledKind, command: Command): Command => {
  // An apply merges in the version it speaks, and converts what comes of it.
  if (command.verb === 'delete' || command.verb === 'apply') return command;
  if (command.verb === 'create') return { ...command, object: spoken.toStored(command.object) };
  const { object, subresource } = command;
  if (!isWhole(subresource)) return command;
  if (typeof object !== 'function') return { ...command, object: spoken.toStored(object) };
  return { ...command, object: (current: JsonObject, sequence: number): JsonObject => spoken.toStored(object(spoken.fromStored(current), sequence)) };
};
