import { isJsonObject } from '../json.ts';
import { parseJson } from '../parse-json.ts';
import type { FieldSet } from './compiled-kind.ts';

const valueText = (text: string): string => {
  const value = parseJson(text);
  return isJsonObject(value) ? Object.entries(value).map(([name, key]) => `${name}=${JSON.stringify(key)}`).join(',') : `=${text}`;
};

/** One element of a path as messages write it: `.spec`, `[name="c"]`, `[="a/b"]`, `[0]`. */
export const elementText = (element: string): string => {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  return element.startsWith('i:') ? `[${rest}]` : `[${valueText(rest)}]`;
};

const isMember = (node: FieldSet): boolean => Object.hasOwn(node, '.') || Object.keys(node).length === 0;

const gather = (set: FieldSet, prefix: string, into: string[]): void => {
  const children = Object.entries(set).flatMap(([element, node]) => (element === '.' ? [] : [{ path: `${prefix}${elementText(element)}`, node }]));
  for (const { path, node } of children) if (isMember(node)) into.push(path);
  for (const { path, node } of children) gather(node, path, into);
};

/** The set's members as messages write them, in upstream's order: those of one level before those below. */
export const fieldPaths = (set: FieldSet): readonly string[] => {
  const into: string[] = [];
  gather(set, '', into);
  return into;
};
