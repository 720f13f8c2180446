import type { JsonObject } from '../../../events/json.ts';
import type { VersionFacts } from '../deps.ts';

/** `GET /version`. */
export const versionDocument = ({ gitVersion, gitCommit, buildDate, platform }: VersionFacts): JsonObject => {
  const [major = '', minor = ''] = gitVersion.replace(/^v/, '').split('.');
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Math.max(0, Number(minor) - 1)),
    gitVersion,
    gitCommit,
    gitTreeState: 'clean',
    buildDate,
    goVersion: 'none',
    compiler: 'node',
    platform,
  };
};
