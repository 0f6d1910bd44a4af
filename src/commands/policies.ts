import type { Command } from 'commander';
import { printReport, reportingCommand } from './reporting-command.ts';

/** Adds `policies check | test | new | show | diff`. */
export function addPolicyCommands(program: Command): void {
  const policies = program.command('policies').description('The policies of a knowledge root');
  const command = (name: string, description: string) =>
    reportingCommand(policies, name, description).option(
      '--root <folder>',
      'knowledge root (KNOWLEDGE_ROOT, else the project)',
    );
  command('check', 'Check all knowledge files, as the start does').action((options) =>
    printReport(options, async () => (await import('./policies-check.ts')).run(options)),
  );
  command('show', 'Print a policy as a person reads it, in Markdown')
    .argument('<policy>', 'id of the policy')
    .action((policy, options) =>
      printReport(options, async () => (await import('./policies-show.ts')).run({ policy, ...options })),
    );
  command('new', 'Write the files of a new policy: sound, a draft, and with cases that pass')
    .argument('<id>', 'lower-case letters and hyphens')
    .action((id, options) =>
      printReport(options, async () => (await import('./policies-new.ts')).run({ id, ...options })),
    );
  reportingCommand(policies, 'diff', 'Say which cases change their answer between two knowledge roots')
    .argument('<old>', 'knowledge root as it was')
    .argument('<new>', 'knowledge root as it is to be')
    .action((before, after, options) =>
      printReport(options, async () => (await import('./policies-diff.ts')).run({ before, after })),
    );
  command('test', 'Run the cases in test/policies/ of the knowledge root, drafts too')
    .argument('[policy]', 'the policy whose cases must be complete; all without it')
    .action((policy, options) =>
      printReport(options, async () => (await import('./policies-test.ts')).run({ policy, ...options })),
    );
}
