import { createKinds } from '../../events/resources/registry.ts';
import type { KindDefinition } from '../../events/schema/kind.ts';
import { UsageError } from './command.ts';

export interface ResourceArgument {
  readonly definition: KindDefinition;
  readonly name: string;
}

const namesOf = (kind: KindDefinition): readonly string[] => [kind.resource, kind.singular, kind.kind.toLowerCase(), ...kind.shortNames, `${kind.resource}.${kind.group}`];

/** Reads `pod/web-1`, `deploy/web`, `deployments.apps/web` as kubectl would; UsageError otherwise. */
export const resourceArgument = (text: string | undefined): ResourceArgument => {
  const [kindName, name, ...more] = (text ?? '').split('/');
  if (!kindName || !name || more.length > 0) throw new UsageError(`${text === undefined ? 'an object is' : `"${text}" is not KIND/NAME, which is`} needed`, 'for example deployment/web or pod/web-1');
  const definition = createKinds()
    .all()
    .map((kind) => kind.definition)
    .find((kind) => namesOf(kind).includes(kindName.toLowerCase()));
  if (definition === undefined) throw new UsageError(`there is no kind "${kindName}"`, './shiplog at WHEN -- kubectl api-resources lists them');
  return { definition, name };
};
