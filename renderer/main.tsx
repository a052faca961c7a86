import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connect } from './api/connect.ts';
import { ApiProvider } from './api/context.tsx';
import { createWindowRouter } from './router.tsx';
import { applyTheme, readTheme } from './ui/theme.ts';
import { Toasts } from './ui/toasts.tsx';

applyTheme(readTheme());

// A fresh address pasted over an old one changes only the fragment, which alone loads nothing.
window.addEventListener('hashchange', () => {
  if (window.location.hash.startsWith('#token=')) window.location.reload();
});

// The core is on this machine: "offline" says nothing about it. Focus changes nothing either, because events keep the cache right.
const local = { networkMode: 'always', retry: false } as const;
const cache = new QueryClient({ defaultOptions: { queries: { ...local, refetchOnWindowFocus: false }, mutations: local } });

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
const connection = connect();
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={cache}>
        <ApiProvider connection={connection}>
          <Tooltip.Provider delay={400}>
            <Toasts>
              <RouterProvider router={createWindowRouter()} />
            </Toasts>
          </Tooltip.Provider>
        </ApiProvider>
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
