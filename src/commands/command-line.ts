import { Command, CommanderError } from 'commander';
import packageFile from '../../package.json' with { type: 'json' };
import { addPolicyCommands } from './policies.ts';
import { printLines, printReport, reportingCommand } from './reporting-command.ts';

function addServe(program: Command): void {
  program
    .command('serve')
    .description(
      'Serve CDS Hooks until SIGTERM; SIGHUP reads the knowledge anew. Settings: the environment (docs/operators.md)',
    )
    .action(async () => (await import('./serve.ts')).run());
}

function addExplain(program: Command): void {
  reportingCommand(
    program,
    'explain',
    'Say why each order of a saved request did or did not raise a card. Shows clinical data',
  )
    .argument('<request>', 'file that holds the body of a call')
    .option('--site <id>', 'the site that calls')
    .option('--at <date>', 'judge as on this day, YYYY-MM-DD')
    .option('--root <folder>', 'knowledge root (KNOWLEDGE_ROOT, else the project)')
    .option('--hash <hash>', 'judge by the knowledge of this content hash only, as decisions prints it')
    .action((file, options) =>
      printReport(options, async () => (await import('./explain.ts')).run({ file, ...options })),
    );
}

function addWords(program: Command): void {
  reportingCommand(program, 'words', 'Say how texts are read: the names in them, and what asserts or denies them')
    .argument('<texts...>', 'texts of orders')
    .option('--root <folder>', 'knowledge root (KNOWLEDGE_ROOT, else the project)')
    .action((texts, options) =>
      printReport(options, async () => (await import('./words.ts')).run({ texts, ...options })),
    );
}

function addRecords(program: Command): void {
  reportingCommand(program, 'decisions', 'Show what a stored call was answered, why, and what became of it')
    .option('--request <id>', 'X-Request-Id of its answer')
    .option('--hook-instance <id>', 'hookInstance of the call')
    .option('--card <uuid>', 'uuid of one of its cards')
    .option('--assertion <id>', 'coverage-assertion-id: what was asserted of an order')
    .option('--since <date>', 'calls from this day on, YYYY-MM-DD')
    .option('--limit <number>', 'so many of the newest')
    .action((options) => printReport(options, async () => (await import('./decisions.ts')).run(options)));
  reportingCommand(program, 'insights', 'Count by policy, site and week what calls and feedback say')
    .option('--from <date>', 'first day, YYYY-MM-DD')
    .option('--to <date>', 'last day, YYYY-MM-DD')
    .option('--format <format>', 'json, csv or sites-csv', 'json')
    .option('--check', 'compare the daily counts, from which this is made, with the records')
    .action((options) => printReport(options, async () => (await import('./insights.ts')).run(options)));
  program
    .command('crd-metrics')
    .description('Print the calls of CRD clients as CRDMetricData, a JSON object a line')
    .option('--since <date>', 'first day, YYYY-MM-DD (UTC)')
    .option('--until <date>', 'last day, YYYY-MM-DD (UTC)')
    .action((options) => printLines(async () => (await import('./crd-metrics.ts')).run(options)));
}

function addBacktest(program: Command): void {
  reportingCommand(
    program,
    'backtest',
    'Judge all orders of FHIR Bulk Data exports and saved calls, each as of its day, and write a report',
  )
    .argument('<folder>', 'folder of the export: NDJSON and JSON files, also packed with gzip')
    .option('--site <id>', 'the site whose policies and time zone count')
    .option('--root <folder>', 'knowledge root (KNOWLEDGE_ROOT, else the project)')
    .option('--against <folder>', 'another knowledge root: tell the orders that it answers otherwise')
    .option('--out <folder>', 'folder of the report', 'backtest-report')
    .option('--threads <number>', 'threads that share the work (one for each processor)')
    .option('--with-text', 'tell the words of orders, which may name persons')
    .option('--with-ids', 'list the orders one by one, with their ids, patients and days')
    .action((folder, options) =>
      printReport(options, async () => (await import('./backtest.ts')).run({ folder, ...options })),
    );
}

function addBackup(program: Command): void {
  reportingCommand(program, 'backup', 'Copy the store into a new file, also while the server writes')
    .argument('<file>', 'the new file')
    .action((target, options) => printReport(options, async () => (await import('./backup.ts')).run({ target })));
}

function addSites(program: Command): void {
  const sites = program.command('sites').description('The site files');
  reportingCommand(sites, 'check', 'Check the site files as the start does, and say what each site gets')
    .option('--production', 'also check what NODE_ENV=production forbids')
    .action((options) => printReport(options, async () => (await import('./sites.ts')).run(options)));
}

function addToken(program: Command): void {
  const token = program.command('token').description('The tokens of CDS Clients');
  reportingCommand(token, 'check', 'Say whether a token would be taken for a call of this address, and if not, why')
    .argument('<jwt>', 'the token, or - to read it from standard input')
    .argument(
      '<address>',
      'the address called, such as https://cds.example-plan.example/cds-services/spine-coverage-order-sign',
    )
    .action((jwt, address, options) =>
      printReport(options, async () => (await import('./token.ts')).run({ jwt, address })),
    );
}

function buildProgram(): Command {
  const program = new Command('spine-coverage')
    .description(packageFile.description)
    .version(packageFile.version)
    .exitOverride()
    .showHelpAfterError('(--help tells more)');
  addServe(program);
  addExplain(program);
  addWords(program);
  addRecords(program);
  addBacktest(program);
  addBackup(program);
  addPolicyCommands(program);
  addSites(program);
  addToken(program);
  return program;
}

/**
 * Runs the command of these arguments, without the program's own name. Exit code 0: done, and nothing was wrong; 1: faults
 * were found, or nothing was; 2: it was called in a wrong way.
 */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version are what was asked for; help without a command is not.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}
