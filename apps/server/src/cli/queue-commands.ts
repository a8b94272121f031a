import { type Command, InvalidArgumentError, Option } from 'commander';
import { readSettings } from '../settings.ts';

/** `gavel queue …`: look at the queue and steer it, from any machine that reaches its servers. */
export function addQueueCommands(program: Command): void {
  const queue = program.command('queue').description('look at the queue and steer it');
  const command = (usage: string, description: string) =>
    queue.command(usage).description(description).option('--json', 'as JSON, for programs');
  const load = async () => new (await import('./queue.ts')).QueueTool(readSettings(process.env));

  command('stats', 'what waits, runs and works').action(async (options) => (await load()).stats(options));
  command('list', 'jobs, the next one first')
    .addOption(
      new Option('--state <state>', 'which')
        .choices(['waiting', 'running', 'delayed', 'dead'])
        .default('waiting'),
    )
    .option('--class <class>', 'only of this class')
    .option('--user <id>', 'only of this user')
    .option('--limit <count>', 'how many to look at', count, 100)
    .action(async (options) => (await load()).list(options));
  command('pause [class]', 'nothing of this class, or of any, begins any more; what runs goes on').action(
    async (name, options) => (await load()).pause(name, options),
  );
  command('resume [class]', 'the end of a pause').action(async (name, options) =>
    (await load()).resume(name, options),
  );
  command('drain [class]', 'cancel everything that waits, of this class or of any').action(
    async (name, options) => (await load()).drain(name, options),
  );
  command('dead', 'submissions that ended as judge error, with the reason, the newest first')
    .option('--limit <count>', 'how many', count, 100)
    .action(async (options) => (await load()).dead(options));
  command('retry [ids...]', 'put submissions that ended as judge error back into the queue')
    .option('--all', 'all of them')
    .action(async (ids, options) => (await load()).retry(ids, options));
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 1_000) {
    throw new InvalidArgumentError('a whole number from 1 to 1000');
  }
  return number;
}
