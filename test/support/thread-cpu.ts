/** CPU time this thread has used, milliseconds: what work costs, however busy the machine is with other things. */
export const threadCpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};
