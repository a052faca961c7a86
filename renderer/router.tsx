import { createHashHistory, createRootRoute, createRoute, createRouter, Navigate, Outlet } from '@tanstack/react-router';
import { ActivityPage } from './features/activity/activity-page.tsx';
import { readFilters } from './features/activity/filters.ts';
import { ApprovalWindow } from './features/approvals/approval-window.tsx';
import { ApprovalsPage } from './features/approvals/approvals-page.tsx';
import { AppPage } from './features/apps/app-page.tsx';
import { AppsPage } from './features/apps/apps-page.tsx';
import { WelcomeFirst } from './features/first-run/welcome-first.tsx';
import { WelcomePage } from './features/first-run/welcome-page.tsx';
import { Admission } from './features/frame/admission.tsx';
import { Fault } from './features/frame/fault.tsx';
import { Frame } from './features/frame/frame.tsx';
import { OverviewPage } from './features/overview/overview-page.tsx';
import { AddServerPage } from './features/servers/add/add-server-page.tsx';
import { ServerPage } from './features/servers/server-page.tsx';
import { ServersPage } from './features/servers/servers-page.tsx';
import { SettingsPage } from './features/settings/settings-page.tsx';

const root = createRootRoute({
  component: () => (
    <Admission>
      <Outlet />
    </Admission>
  ),
  notFoundComponent: () => <Navigate to="/" replace />,
  errorComponent: Fault,
});

/** The pages share the rail; the approval window stands alone. */
const pages = createRoute({ getParentRoute: () => root, id: 'pages', component: Frame });

const overview = createRoute({ getParentRoute: () => pages, path: '/', component: Start });

/** The very first visit begins with setting up. */
function Start() {
  return (
    <WelcomeFirst>
      <OverviewPage />
    </WelcomeFirst>
  );
}

const welcome = createRoute({ getParentRoute: () => pages, path: '/welcome', component: WelcomePage });

const apps = createRoute({ getParentRoute: () => pages, path: '/apps', component: AppsPage });

const app = createRoute({ getParentRoute: () => pages, path: '/apps/$app', component: AppPage });

const servers = createRoute({ getParentRoute: () => pages, path: '/servers', component: ServersPage });

const server = createRoute({
  getParentRoute: () => pages,
  path: '/servers/$name',
  component: ServerPage,
  validateSearch: (search): { tab?: 'log' } => (search['tab'] === 'log' ? { tab: 'log' } : {}),
});

/** Three parts, so that no server's name can be in its way. */
const addServer = createRoute({
  getParentRoute: () => pages,
  path: '/servers/add/$way',
  component: AddServerPage,
  validateSearch: (search): { entry?: string } => (typeof search['entry'] === 'string' ? { entry: search['entry'] } : {}),
});

const approvals = createRoute({
  getParentRoute: () => pages,
  path: '/approvals',
  component: ApprovalsPage,
  validateSearch: (search): { id?: string } => (typeof search['id'] === 'string' ? { id: search['id'] } : {}),
});

const activity = createRoute({ getParentRoute: () => pages, path: '/activity', component: ActivityPage, validateSearch: readFilters });

const settings = createRoute({ getParentRoute: () => pages, path: '/settings', component: SettingsPage });

const approval = createRoute({ getParentRoute: () => root, path: '/approval/$id', component: ApprovalWindow });

const routeTree = root.addChildren([
  pages.addChildren([overview, welcome, apps, app, servers, server, addServer, approvals, activity, settings]),
  approval,
]);

/** Addresses live in the fragment, so that the same bundle works under `app://` and http. */
export function createWindowRouter() {
  return createRouter({ routeTree, history: createHashHistory(), defaultErrorComponent: Fault });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createWindowRouter>;
  }
}
