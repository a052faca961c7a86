import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useClient } from '../../api/context.tsx';
import { setUpQuery } from '../../api/queries.ts';
import { useWelcomed } from './use-set-up.ts';

/** Leads a new Patchbay's first visit to setting up, once per window: after that the person goes where they like. */
export function WelcomeFirst({ children }: { readonly children: ReactNode }) {
  const query = useQuery(setUpQuery(useClient()));
  const welcomed = useWelcomed();
  if (query.isPending) return null;
  return query.data?.state === 'new' && !welcomed ? <Navigate to="/welcome" replace /> : children;
}
