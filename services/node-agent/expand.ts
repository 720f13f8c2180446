const REFERENCE = /\$(?:\$|\(([^)]*)\))/g;

/** Replaces `$(NAME)` by the variable's value; unknown ones stay as they are, `$$` is a plain `$`. */
export const expand = (text: string, variables: ReadonlyMap<string, string>): string =>
  text.replace(REFERENCE, (whole, name: string | undefined) => (name === undefined ? '$' : (variables.get(name) ?? whole)));
