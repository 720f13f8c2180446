import { expect } from 'chai';
import { commands } from './commands.ts';
import { renderHelp, renderOverview } from './help.ts';

describe('help', () => {
  for (const command of commands) {
    it(`of ${command.name} tells every option in one line, and its usage names it`, () => {
      const lines = renderHelp(command).split('\n');
      expect(lines[0]).to.equal(`usage: ./shiplog ${command.name} ${command.usage}`);
      expect(lines).to.include(command.summary);
      for (const [name, { short, help }] of Object.entries(command.options)) {
        expect(lines.filter((line) => line.includes(`--${name}`) && line.endsWith(`  ${help}`)), name).to.have.length(1);
        expect(command.usage, `${name} in the usage`).to.match(new RegExp(`--${name}\\b${short === undefined ? '' : `|-${short}\\b`}`));
      }
      expect(Math.max(...lines.slice(1).map((line) => line.length)), 'columns of the widest line').to.be.at.most(130);
    });
  }

  it('lines options up', () => {
    const [up] = commands.filter(({ name }) => name === 'up');
    expect(up && renderHelp(up).split('\n')).to.include('      --nodes N                 nodes, from 1 to 64 (default 1)').and.include('  -h, --help                    show this');
  });

  it('overview names every command', () => {
    for (const { name, summary } of commands) expect(renderOverview(commands)).to.match(new RegExp(`^  ${name} +${summary.replaceAll(/[()]/g, '\\$&')}$`, 'm'));
  });
});
