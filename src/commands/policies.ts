import type { Command } from 'commander';
import { reportingCommand, tell } from './reporting-command.ts';

/** Adds `policies check | test | new | show | diff`. */
export function addPolicyCommands(program: Command): void {
  const policies = program.command('policies').description('The policies of a knowledge root');
  const command = (name: string, description: string) =>
    reportingCommand(policies, name, description).option(
      '--root <folder>',
      'knowledge root (KNOWLEDGE_ROOT, else the project)',
    );
  command('check', 'Check all knowledge files, as the start does').action((options) =>
    tell(options, async () => (await import('./policies-check.ts')).run(options)),
  );
}
