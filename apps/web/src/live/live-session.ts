import type { LiveEvent, Lucky, Me } from '@gavel/contract';
import type { QueryClient } from '@tanstack/react-query';
import { meQuery, submissionQuery } from '../api/queries.ts';
import { News } from '../broadcast/news.ts';
import { showProgress } from '../rejudge/queries.ts';
import { isFinal, isJudgingEvent, type JudgingEvent } from './fold.ts';
import { JudgingStore } from './judging-store.ts';
import type { ConnectionState, LiveTransport } from './transport.ts';

const BALANCE_CHECK_MS = 15_000;
/** Everybody is told of an event at one moment: pages read it again within this time. */
const EVENTS_SPREAD_MS = 2_000;
const FROM_THE_START = { epoch: '', offset: 0 };

/** The one live connection of a tab while somebody is signed in, and what its events change. */
export class LiveSession {
  readonly judging = new JudgingStore();
  readonly news: News;
  readonly #queries: QueryClient;
  readonly #connect: () => LiveTransport;
  readonly #stateListeners = new Set<() => void>();
  #transport: LiveTransport | null = null;
  #balanceCheck: ReturnType<typeof setTimeout> | undefined;
  #eventsCheck: ReturnType<typeof setTimeout> | undefined;

  constructor(
    queries: QueryClient,
    connect: () => LiveTransport,
    storage: ConstructorParameters<typeof News>[0] = localStorage,
  ) {
    this.news = new News(storage);
    this.#queries = queries;
    this.#connect = connect;
  }

  get state(): ConnectionState {
    return this.#transport?.state ?? 'closed';
  }

  onState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  /** Answers how to stop. */
  start(userId: string): () => void {
    this.news.open(userId);
    const transport = this.#connect();
    this.#transport = transport;
    transport.onState((state) => {
      // Refused for good, e.g. the session has ended elsewhere: ask who is signed in.
      if (state === 'closed' && this.#transport === transport) {
        void this.#queries.invalidateQueries({ queryKey: meQuery.queryKey });
      }
      this.#stateChanged();
    });
    transport.subscribe('user:me', {
      onEvent: (event) => this.#onOwnEvent(event),
      onReset: () => this.#readAgain(),
    });
    transport.subscribe('all', {
      onEvent: (event) => this.#onEventForAll(event),
      onReset: () => this.#readPublicAgain(),
    });
    this.#stateChanged();
    return () => {
      clearTimeout(this.#balanceCheck);
      clearTimeout(this.#eventsCheck);
      this.#eventsCheck = undefined;
      this.#transport = null;
      transport.close();
      this.judging.clear();
      this.news.close();
      this.#stateChanged();
    };
  }

  /** Follows one submission from the first step that history still has, also somebody else's (for admins). */
  watch(id: string): () => void {
    const handler = {
      onEvent: (event: LiveEvent) => {
        if (isJudgingEvent(event) && event.id === id) this.#judge(event);
      },
      onReset: () => void this.#queries.invalidateQueries({ queryKey: submissionQuery(id).queryKey }),
    };
    return this.#transport?.subscribe(`submission:${id}`, handler, FROM_THE_START) ?? (() => {});
  }

  /** Follows an event; `onStandings` is called when its standings have changed, or may have. */
  watchEvent(id: string, onStandings: () => void): () => void {
    const handler = {
      onEvent: (event: LiveEvent) => {
        if (event.type === 'standings.changed') onStandings();
        else if (isEventNews(event)) this.#readEventsSoon();
      },
      onReset: () => {
        this.#readPublicAgain();
        onStandings();
      },
    };
    return this.#transport?.subscribe(`event:${id}`, handler) ?? (() => {});
  }

  /** Follows the progress of rejudging sets, for admins. */
  watchRejudgings(): () => void {
    const handler = {
      onEvent: (event: LiveEvent) => {
        if (event.type === 'rejudging.changed') showProgress(this.#queries, event);
      },
      onReset: () => {
        for (const queryKey of [['rejudgings'], ['rejudging']])
          void this.#queries.invalidateQueries({ queryKey });
      },
    };
    return this.#transport?.subscribe('admin', handler) ?? (() => {});
  }

  #onOwnEvent(event: LiveEvent): void {
    if (isJudgingEvent(event)) this.#judge(event);
    else if (event.type === 'announcement') this.news.tell({ ...event, coins: 0 });
    else if (event.type === 'wallet.changed') {
      this.#queries.setQueryData<Me | null>(meQuery.queryKey, (me) => me && { ...me, coins: event.coins });
    }
  }

  #onEventForAll(event: LiveEvent): void {
    const { news } = this;
    if (event.type === 'announcement') news.tell({ ...event, coins: 0 });
    else if (event.type === 'lucky' && news.tell(event)) this.#addCoins(event);
    else if (isEventNews(event)) this.#readEventsSoon();
  }

  /**
   * Everybody has the coins at this moment, and everybody's pages must not ask for their balance at this moment: they
   * add, and look some time later, for the page that was just reading its balance.
   */
  #addCoins({ coins }: Pick<Lucky, 'coins'>): void {
    this.#queries.setQueryData<Me | null>(meQuery.queryKey, (me) => me && { ...me, coins: me.coins + coins });
    clearTimeout(this.#balanceCheck);
    this.#balanceCheck = setTimeout(
      () => void this.#queries.invalidateQueries({ queryKey: meQuery.queryKey }),
      BALANCE_CHECK_MS * (0.2 + 0.8 * Math.random()),
    );
  }

  #readEventsSoon(): void {
    this.#eventsCheck ??= setTimeout(() => {
      this.#eventsCheck = undefined;
      void this.#queries.invalidateQueries({ queryKey: ['events'] });
    }, EVENTS_SPREAD_MS * Math.random());
  }

  #judge(event: JudgingEvent): void {
    const before = this.judging.get(event.id);
    const after = this.judging.apply(event);
    if (before === undefined) void this.#queries.invalidateQueries({ queryKey: ['submissions'] });
    if (isFinal(after.state) && before !== after) {
      void this.#queries.invalidateQueries({ queryKey: submissionQuery(event.id).queryKey });
      void this.#queries.invalidateQueries({ queryKey: ['problems'] });
      void this.#queries.invalidateQueries({ queryKey: ['own-row'] });
    }
  }

  #readPublicAgain(): void {
    void this.#queries.invalidateQueries({ queryKey: ['broadcasts'] });
    this.#readEventsSoon();
  }

  #readAgain(): void {
    for (const queryKey of [['submissions'], ['submission'], ['me'], ['problems'], ['broadcasts']]) {
      void this.#queries.invalidateQueries({ queryKey });
    }
  }

  #stateChanged(): void {
    for (const listener of this.#stateListeners) listener();
  }
}

const isEventNews = ({ type }: LiveEvent): boolean => type.startsWith('event.');
