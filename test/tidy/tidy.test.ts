import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '../..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));
const sources = tracked.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
const production = sources.filter((file) => !file.startsWith('test/') && !file.endsWith('.test.ts'));
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Lines that break a rule, as `file:line: text`. */
const offences = (files: readonly string[], pattern: RegExp): string[] =>
  files.flatMap((file) =>
    text(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );

const FACTS = ['test/facts/', 'package-lock.json'];
const prose = tracked.filter((file) => /\.(ts|md|sh|yaml|yml|json|cjs|js)$|^shiplog$|^\.ci\/|Dockerfile$/.test(file) && !FACTS.some((part) => file.startsWith(part)));

describe('the repository', () => {
  const rules: readonly [rule: string, found: () => string[]][] = [
    ['names files in kebab-case', () => sources.filter((file) => !/^[a-z0-9]+([.-][a-z0-9]+)*\.ts$/.test(basename(file)))],
    ['has no barrels and no drawers', () => sources.filter((file) => /(^|\/)(index|utils?|helpers?|common|misc|manager|shared)\.ts$/.test(file) || /\/(utils?|helpers?|common)\//.test(file))],
    ['keeps no module-level state', () => offences(production, /^(export )?(let|var) /)],
    ['leaves no unfinished marks', () => offences(prose.filter((file) => !file.startsWith('test/tidy/')), /\b(TODO|FIXME|XXX|HACK)\b/)],
    ['silences no type errors', () => offences(sources.filter((file) => !file.startsWith('test/tidy/')), /@ts-(ignore|nocheck|expect-error)/)],
    ['runs every test, or says in brackets why not', () => offences(sources.filter((file) => !file.startsWith('test/tidy/')), /\b(it|describe)\.(only\(|skip\((?!.*\(.{10,}\)'))/)],
    ['says why a lint rule is switched off', () => offences(sources.filter((file) => !file.startsWith('test/tidy/')), /eslint-disable(?!.* -- )/)],
    ['names no machine paths', () => offences(prose.filter((file) => !file.startsWith('test/tidy/')), /\/work\/|\/tmp\/probe|\/root\//)],
    ['reads nothing outside the checkout at run or test time', () => offences(sources, /\.\.\/shared\//)],
    ['keeps every file within 400 lines', () => sources.filter((file) => text(file).split('\n').length > 401)],
    ['has a test beside or above every planner', () => production.filter((file) => /\/(plan|decider)\.ts$/.test(file) && !sources.includes(file.replace(/\.ts$/, '.test.ts')))],
  ];
  for (const [rule, found] of rules) {
    it(rule, () => {
      expect(found()).to.deep.equal([]);
    });
  }

  it('keeps its seams to a handful of ports, each types only', () => {
    const ports = production.filter((file) => file.endsWith('/port.ts'));
    expect(ports.length, ports.join(', ')).to.be.lessThan(16);
    // An error class is the one value a port may hold: both sides must mean the same one.
    const values = ports.flatMap((file) => offences([file], /^export (const|function|let)\b/));
    expect(values.filter((line) => !/TUNNEL_CHANNELS/.test(line))).to.deep.equal([]);
  });
});
