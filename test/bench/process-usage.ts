import { readFileSync, readlinkSync } from 'node:fs';

/** Kernel ticks are hundredths of a second wherever Linux runs. */
const TICK_US = 10_000;

/** CPU time a process has used so far, user and system, microseconds. */
export const cpuMicroseconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
};

/** How long ago the process was started, milliseconds, to a hundredth of a second. */
export const ageMs = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const uptimeMs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1_000;
  return uptimeMs - (Number(fields[19]) * TICK_US) / 1_000;
};

const kilobytes = (pid: number, file: 'smaps_rollup' | 'status', name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1] ?? Number.NaN) * 1024;

/** Memory that would be freed if the process ended, and its fair share of what it shares with others, bytes. */
export const proportionalBytes = (pid: number): number => kilobytes(pid, 'smaps_rollup', 'Pss');

export const residentBytes = (pid: number): number => kilobytes(pid, 'status', 'VmRSS');

/** Pages no file stands behind, bytes: shared with nobody, but for what a fork left. */
export const anonymousBytes = (pid: number): number => kilobytes(pid, 'smaps_rollup', 'Pss_Anon');

/** Resident pages of files (the program, its libraries), bytes, whoever else uses them. */
export const fileBytes = (pid: number): number => kilobytes(pid, 'status', 'RssFile');

/** The file a process runs. */
export const programOf = (pid: number): string => readlinkSync(`/proc/${pid}/exe`);

/** The most that was resident since the process began, or since 5 was written to its clear_refs. */
export const peakResidentBytes = (pid: number): number => kilobytes(pid, 'status', 'VmHWM');
