import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { eventQuery, eventsQuery, languagesQuery, problemQuery, problemsQuery } from './api/queries.ts';
import { NotFound } from './pages/NotFound.tsx';
import { RouteError } from './pages/RouteError.tsx';
import { readPackageSearch, readProblemsSearch, readSubmissionsSearch, textOrNothing } from './search.ts';
import { Shell } from './shell/Shell.tsx';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Shell,
  notFoundComponent: () => <NotFound />,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/problems', replace: true });
  },
});

// Loaders only start the requests, beside the download of the page's code; pages show skeletons meanwhile.
const problems = createRoute({
  getParentRoute: () => root,
  path: '/problems',
  validateSearch: readProblemsSearch,
  loader: ({ context }) => void context.queries.prefetchQuery(problemsQuery),
  component: lazyRouteComponent(() => import('./pages/ProblemsPage.tsx'), 'ProblemsPage'),
});

const problem = createRoute({
  getParentRoute: () => root,
  path: '/problems/$slug',
  validateSearch: (search: Record<string, unknown>): { from?: string } => textOrNothing('from', search.from),
  loader: ({ context, params }) => {
    void context.queries.prefetchQuery(problemQuery(params.slug));
    void context.queries.prefetchQuery(languagesQuery);
  },
  component: lazyRouteComponent(() => import('./pages/ProblemPage.tsx'), 'ProblemPage'),
});

// Not below /problems: every name there may be a problem's.
const packages = createRoute({
  getParentRoute: () => root,
  path: '/send-package',
  validateSearch: readPackageSearch,
  component: lazyRouteComponent(() => import('./pages/PackagePage.tsx'), 'PackagePage'),
});

const submissions = createRoute({
  getParentRoute: () => root,
  path: '/submissions',
  validateSearch: readSubmissionsSearch,
  component: lazyRouteComponent(() => import('./pages/SubmissionsPage.tsx'), 'SubmissionsPage'),
});

const submission = createRoute({
  getParentRoute: () => root,
  path: '/submissions/$id',
  component: lazyRouteComponent(() => import('./pages/SubmissionPage.tsx'), 'SubmissionPage'),
});

const returnSearch = (search: Record<string, unknown>): { to?: string } => textOrNothing('to', search.to);

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: returnSearch,
  component: lazyRouteComponent(() => import('./pages/SignInPage.tsx'), 'SignInPage'),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: returnSearch,
  component: lazyRouteComponent(() => import('./pages/SignUpPage.tsx'), 'SignUpPage'),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/AccountPage.tsx'), 'AccountPage'),
});

const tokens = createRoute({
  getParentRoute: () => root,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./pages/TokensPage.tsx'), 'TokensPage'),
});

const queue = createRoute({
  getParentRoute: () => root,
  path: '/queue',
  component: lazyRouteComponent(() => import('./pages/QueuePage.tsx'), 'QueuePage'),
});

const cache = createRoute({
  getParentRoute: () => root,
  path: '/cache',
  component: lazyRouteComponent(() => import('./pages/CachePage.tsx'), 'CachePage'),
});

const broadcasts = createRoute({
  getParentRoute: () => root,
  path: '/broadcasts',
  component: lazyRouteComponent(() => import('./pages/BroadcastsPage.tsx'), 'BroadcastsPage'),
});

const events = createRoute({
  getParentRoute: () => root,
  path: '/events',
  loader: ({ context }) => void context.queries.prefetchQuery(eventsQuery),
  component: lazyRouteComponent(() => import('./pages/EventsPage.tsx'), 'EventsPage'),
});

const newEvent = createRoute({
  getParentRoute: () => root,
  path: '/events/new',
  component: lazyRouteComponent(() => import('./pages/EventFormPage.tsx'), 'NewEventPage'),
});

const event = createRoute({
  getParentRoute: () => root,
  path: '/events/$id',
  loader: ({ context, params }) => void context.queries.prefetchQuery(eventQuery(params.id)),
  component: lazyRouteComponent(() => import('./pages/EventPage.tsx'), 'EventPage'),
});

const standings = createRoute({
  getParentRoute: () => root,
  path: '/events/$id/standings',
  component: lazyRouteComponent(() => import('./pages/StandingsPage.tsx'), 'StandingsPage'),
});

const editEvent = createRoute({
  getParentRoute: () => root,
  path: '/events/$id/edit',
  component: lazyRouteComponent(() => import('./pages/EventFormPage.tsx'), 'EditEventPage'),
});

const eventProblem = createRoute({
  getParentRoute: () => root,
  path: '/events/$id/problems/$slug',
  loader: ({ context, params }) => {
    void context.queries.prefetchQuery(problemQuery(params.slug));
    void context.queries.prefetchQuery(languagesQuery);
  },
  component: lazyRouteComponent(() => import('./pages/EventProblemPage.tsx'), 'EventProblemPage'),
});

const rejudgings = createRoute({
  getParentRoute: () => root,
  path: '/rejudgings',
  component: lazyRouteComponent(() => import('./pages/RejudgingsPage.tsx'), 'RejudgingsPage'),
});

const rejudging = createRoute({
  getParentRoute: () => root,
  path: '/rejudgings/$id',
  component: lazyRouteComponent(() => import('./pages/RejudgingPage.tsx'), 'RejudgingPage'),
});

const routeTree = root.addChildren([
  home,
  problems,
  problem,
  packages,
  events,
  newEvent,
  event,
  standings,
  editEvent,
  eventProblem,
  submissions,
  submission,
  signIn,
  signUp,
  account,
  tokens,
  queue,
  cache,
  broadcasts,
  rejudgings,
  rejudging,
]);

export function createAppRouter(queries: QueryClient) {
  const router = createRouter({
    routeTree,
    context: { queries },
    defaultPreload: 'intent',
    // React Query decides what is fresh.
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: RouteError,
    scrollRestoration: true,
  });
  // A page that changes without a load would leave keyboards and screen readers where the old one was.
  router.subscribe('onResolved', ({ fromLocation, pathChanged }) => {
    if (fromLocation && pathChanged) document.getElementById('main')?.focus({ preventScroll: true });
  });
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
