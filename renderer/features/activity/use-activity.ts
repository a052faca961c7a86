import { type QueryClient, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Client } from '../../../contract/client.ts';
import type { AuditRecord } from '../../../contract/models.ts';
import { useClient } from '../../api/context.tsx';
import { keys } from '../../api/queries.ts';
import { type ActivityPageOfRecords, type ActivityPages, newestSequence, withNewer } from './activity-pages.ts';
import { type Filters, matches, searchInput } from './filters.ts';

const pageSize = 1_000;
const newerPagesAtMost = 3;

/** The log under these filters, page by page, newest first. */
export function useActivity(filters: Filters) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [...keys.activity, filters],
    queryFn: ({ pageParam }) => client.call('audit.search', searchInput(filters, pageParam, pageSize)),
    initialPageParam: firstPage,
    getNextPageParam: (last) => (last.records.length < pageSize ? undefined : last.records.at(-1)?.sequence),
    // Comparing a hundred thousand records with themselves for every page costs more than drawing the few in sight.
    structuralSharing: false,
    staleTime: 0,
    gcTime: 0,
  });
}

const firstPage: number | null = null;

/**
 * Puts what happens at the head of the list while the person is at the top. Away from it the list stands still, and
 * `isBehind` says that there is more; going back to the top catches up.
 */
export function useNewer(filters: Filters, atTop: boolean): { readonly isBehind: boolean } {
  const client = useClient();
  const cache = useQueryClient();
  const [isBehind, setBehind] = useState(false);
  const lastHeard = useRef(0);
  const list = useMemo(() => new HeadOfList(client, cache, filters), [client, cache, filters]);
  const receive = useCallback(
    (batch: readonly AuditRecord[]) => {
      const missed = lastHeard.current > 0 && (batch[0]?.sequence ?? 0) > lastHeard.current + 1;
      lastHeard.current = batch.at(-1)?.sequence ?? lastHeard.current;
      if (!atTop) setBehind((behind) => behind || filters.search !== undefined || batch.some((record) => matches(record, filters)));
      else if (missed || filters.search !== undefined) void list.catchUp();
      else list.add(batch.filter((record) => matches(record, filters)));
    },
    [atTop, filters, list],
  );
  useEffect(() => client.subscribe('audit.appended', receive), [client, receive]);
  useEffect(() => {
    if (!atTop || !isBehind) return;
    setBehind(false);
    void list.catchUp();
  }, [atTop, isBehind, list]);
  return { isBehind };
}

/** The newest end of one filtered list in the cache. */
class HeadOfList {
  readonly #client: Client;
  readonly #cache: QueryClient;
  readonly #filters: Filters;
  #catchingUp: Promise<void> | null = null;

  constructor(client: Client, cache: QueryClient, filters: Filters) {
    this.#client = client;
    this.#cache = cache;
    this.#filters = filters;
  }

  add(records: readonly AuditRecord[]): void {
    this.#cache.setQueryData<ActivityPages>(this.#key, (pages) => (pages === undefined ? undefined : withNewer(pages, records)));
  }

  /** Asks the core for what is newer than the list. Far behind, the list starts anew. */
  catchUp(): Promise<void> {
    this.#catchingUp ??= this.#catchUp().finally(() => {
      this.#catchingUp = null;
    });
    return this.#catchingUp;
  }

  get #key() {
    return [...keys.activity, this.#filters];
  }

  async #catchUp(): Promise<void> {
    const known = newestSequence(this.#cache.getQueryData<ActivityPages>(this.#key));
    const newer: AuditRecord[] = [];
    let before: number | null = null;
    for (let page = 0; page < newerPagesAtMost; page++) {
      const { records }: ActivityPageOfRecords = await this.#client.call('audit.search', searchInput(this.#filters, before, pageSize));
      newer.push(...records);
      before = records.at(-1)?.sequence ?? null;
      if (before === null || before <= known || records.length < pageSize) return this.add(newer);
    }
    await this.#cache.resetQueries({ queryKey: this.#key });
  }
}
