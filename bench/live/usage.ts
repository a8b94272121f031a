import { cpus } from 'node:os';
import { createClient } from 'redis';

/** Processor time in ms, since the beginning. */
export interface Usage {
  readonly gateway: number;
  readonly clients: number;
  readonly redis: number;
  /** Of the whole machine, over all its processors. */
  readonly busy: number;
  readonly machine: number;
}

export class UsageMeter {
  readonly #redis;

  private constructor(redis: Awaited<ReturnType<typeof connect>>) {
    this.#redis = redis;
  }

  static async open(redisUrl: string): Promise<UsageMeter> {
    return new UsageMeter(await connect(redisUrl));
  }

  async read(gateway: number, clients: readonly number[]): Promise<Usage> {
    const info = await this.#redis.info('cpu');
    const seconds = [/used_cpu_sys:([\d.]+)/, /used_cpu_user:([\d.]+)/].map((each) =>
      Number(each.exec(info)?.[1]),
    );
    const times = cpus().map(({ times }) => times);
    const idle = sum(times.map(({ idle }) => idle));
    const machine = sum(times.map(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq));
    return { gateway, clients: sum(clients), redis: sum(seconds) * 1_000, busy: machine - idle, machine };
  }

  close(): void {
    this.#redis.destroy();
  }
}

const connect = (url: string) => createClient({ url }).connect();
const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
