import type { Command } from '../command.ts';
import type { Current, Decided, DecisionInput } from './decided.ts';
import { decideApply } from './decide-apply.ts';
import { decideCreate } from './decide-create.ts';
import { decideDelete } from './decide-delete.ts';
import { decideUpdate } from './decide-update.ts';

/**
 * Pure: (command, stored object, everything it may depend on) → what is appended, or why not. One decider serves every
 * kind; a kind's own rules come through its strategy, validation and schema.
 */
export const decide = (input: DecisionInput, command: Command, current: Current | undefined): Decided => {
  switch (command.verb) {
    case 'create':
      return decideCreate(input, command, { current });
    case 'update':
      return decideUpdate(input, command, current);
    case 'apply':
      return decideApply(input, command, current);
    case 'delete':
      return decideDelete(input, command, current);
  }
};
