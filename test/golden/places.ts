/** Addresses any machine has, and those of pod and service networks. */
const ANYWHERE = /^(10\.|127\.|0\.0\.0\.0$)/;

/** Whether the text has the name as a word of its own, not within base64. */
const isNamed = (text: string, name: string): boolean => {
  const ends = /^$|[^A-Za-z0-9+/=]/;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (ends.test(text.slice(Math.max(0, at - 1), at)) && ends.test(text.slice(at + name.length, at + name.length + 1))) return true;
  }
  return false;
};

/** What in a text could tell where it was written: the given names, and addresses outside 10/8 and loopback. */
export const placesIn = (text: string, names: readonly string[]): readonly string[] => {
  const addresses = text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? [];
  const found = [...addresses.filter((address) => !ANYWHERE.test(address)), ...names.filter((name) => isNamed(text, name))];
  return [...new Set(found)];
};
