import { z } from 'zod';
import { EventItemSchema, HISTORY_OPTIONS, askHistory, wantsJson } from './ask-history.ts';
import type { CliCommand } from './command.ts';
import { stringOption } from './command.ts';

const LinkSchema = EventItemSchema.extend({
  relation: z.string(),
  exit: z.object({ container: z.string(), exitCode: z.number().optional(), reason: z.string().optional() }).optional(),
});
const WhySchema = z.object({ chains: z.array(z.object({ about: z.string(), links: z.array(LinkSchema) })) });

type Link = z.infer<typeof LinkSchema>;

const TITLES: Readonly<Record<string, string>> = {
  creation: 'It exists because',
  restart: 'A container restarted because',
  deletion: 'It was deleted because',
  latest: 'Its newest version exists because',
};

const RELATIONS: Readonly<Record<string, string>> = { subject: '', 'caused-by': 'caused by ', 'deletion-asked-for': 'asked for by ' };

const named = ({ ref }: Link): string => `${ref.resource}/${ref.name}`;

const exitText = ({ exit }: Link): string =>
  exit === undefined ? '' : `\n    container ${exit.container} ended: ${exit.reason ?? 'exit'}${exit.exitCode === undefined ? '' : `, exit code ${exit.exitCode}`}`;

const linkText = (link: Link, depth: number): string => {
  const arrow = depth === 0 ? '•' : '↳';
  return `  ${arrow} ${RELATIONS[link.relation] ?? ''}${link.type} ${named(link)}  (${link.position}, ${link.time})\n    ${link.actor}: ${link.reason}${exitText(link)}`;
};

export const why: CliCommand = {
  name: 'why',
  summary: 'follow the causes of an object back to the person, clock or node that began it',
  usage: 'KIND/NAME [-n NS] [--of creation|restart|deletion|latest] [-o json] [--dir DIR]',
  options: { ...HISTORY_OPTIONS, of: { type: 'string', value: 'WHAT', help: 'only why it was created, restarted or deleted, or why its latest version' } },
  words: 1,
  run: async (invocation) => {
    const json = wantsJson(invocation);
    const of = stringOption(invocation, 'of');
    const body = await askHistory(invocation, 'why', of === undefined ? {} : { of });
    const { chains } = WhySchema.parse(JSON.parse(body));
    const text = chains.map(({ about, links }) => [TITLES[about] ?? about, ...links.map(linkText)].join('\n')).join('\n\n');
    process.stdout.write(`${json ? JSON.stringify(JSON.parse(body), undefined, 2) : text}\n`);
    return 0;
  },
};
