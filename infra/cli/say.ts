/** One line about a step to the person who waits; standard output stays for results. */
export const say = (line: string): void => {
  process.stderr.write(`shiplog: ${line}\n`);
};
