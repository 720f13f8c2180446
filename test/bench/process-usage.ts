import { readFileSync } from 'node:fs';

/** Kernel ticks are hundredths of a second wherever Linux runs. */
const TICK_US = 10_000;

/** CPU time a process has used so far, user and system, microseconds. */
export const cpuMicroseconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
};

/** Memory that would be freed if the process ended, and its fair share of what it shares with others, bytes. */
export const proportionalBytes = (pid: number): number => {
  const match = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  return Number(match?.[1] ?? Number.NaN) * 1024;
};

export const residentBytes = (pid: number): number => {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? Number.NaN) * 1024;
};
