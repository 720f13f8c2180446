import { LONG_RUNS, answersOrRefuses, longTextOf } from '../../test/support/hostile.ts';
import fc from 'fast-check';
import { domainPrefixedPathErrors, fullyQualifiedNameErrors, hostErrors } from '../resources/_types/validation/names.ts';
import { ipErrors, isIpv6 } from '../resources/_types/validation/ip-address.ts';
import { parseCidr } from '../resources/_types/validation/cidr.ts';
import { amountErrors } from '../resources/_types/validation/int-or-percent.ts';
import { sysctlsErrors } from '../resources/_types/validation/sysctl.ts';
import { requestPemFault } from '../resources/certificates/certificate-signing-request/request-pem.ts';
import { base64Bytes } from '../resources/_types/validation/key-value.ts';
import { corruptBase64 } from '../schema/base64.ts';
import { CronError, parseCronSchedule } from './cron-schedule.ts';
import { configKeyErrors, dns1035LabelErrors, dnsLabelErrors, dnsSubdomainErrors, envNameErrors, labelValueErrors, pathSegmentErrors, portNameErrors, qualifiedNameErrors } from './names.ts';

const PIECES = ['a', 'a.', 'a-', '-', '.', '--', 'a/', '/', '=', '1', '1.', ':', '0:', '::', '*.', '* ', '1,', '*/', '-----BEGIN A-----', ' ', '\n', 'A', '_'];
const CHECKS: Readonly<Record<string, (text: string) => unknown>> = {
  dnsLabelErrors, dnsSubdomainErrors, dns1035LabelErrors, qualifiedNameErrors, labelValueErrors, configKeyErrors, envNameErrors, portNameErrors, pathSegmentErrors, hostErrors,
  isIpv6, parseCidr, base64Bytes, corruptBase64,
  domainPrefixedPath: (text) => domainPrefixedPathErrors(text, 'f'),
  fullyQualifiedName: (text) => fullyQualifiedNameErrors(text, 'f'),
  ip: (text) => ipErrors(text, 'f'),
  amount: (text) => amountErrors(text, 'f'),
  sysctls: (text) => sysctlsErrors({ securityContext: { sysctls: [{ name: text, value: text }] } }, 'spec'),
  certificateRequest: (text) => requestPemFault(Buffer.from(text).toString('base64')),
  cronSchedule: (text) => parseCronSchedule(text),
};

describe('rules for texts', function suite() {
  this.timeout(60_000);
  for (const [name, check] of Object.entries(CHECKS)) {
    it(`${name}: takes time that grows with the text alone`, () => {
      fc.assert(fc.property(longTextOf(PIECES, 200_000), (text) => { answersOrRefuses(() => check(text), [CronError]); }), { numRuns: LONG_RUNS });
    });
  }
});
