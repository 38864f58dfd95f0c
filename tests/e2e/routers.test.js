// The routers that single-page applications are made with: one view for each route, whatever they do to the history.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { build } from 'esbuild';

import { useWorld } from './support/visits.js';

/** Applications with the routes `/`, `/a`, `/b` and `/old`, which leads to `/b`. Each gives `window.navigate`. */
const APPLICATIONS = {
  'React Router': `
    import { createElement as h } from 'react';
    import { createRoot } from 'react-dom/client';
    import { createBrowserRouter, redirect, RouterProvider } from 'react-router';
    const page = (path) => ({ path, element: h('h1', null, path) });
    const old = { path: '/old', loader: () => redirect('/b') };
    const router = createBrowserRouter([page('/'), page('/a'), page('/b'), old]);
    createRoot(document.body).render(h(RouterProvider, { router }));
    window.navigate = (path, options) => router.navigate(path, options);`,
  'React Router with fragments': `
    import { createElement as h } from 'react';
    import { createRoot } from 'react-dom/client';
    import { createHashRouter, redirect, RouterProvider } from 'react-router';
    const page = (path) => ({ path, element: h('h1', null, path) });
    const old = { path: '/old', loader: () => redirect('/b') };
    const router = createHashRouter([page('/'), page('/a'), page('/b'), old]);
    createRoot(document.body).render(h(RouterProvider, { router }));
    window.navigate = (path, options) => router.navigate(path, options);`,
  'Vue Router': vue('createWebHistory'),
  'Vue Router with fragments': vue('createWebHashHistory'),
};

function vue(createHistory) {
  return `
    import { createApp, h } from 'vue';
    import { createRouter, RouterView, ${createHistory} } from 'vue-router';
    const page = (path) => ({ path, component: { render: () => h('h1', path) } });
    const routes = [page('/'), page('/a'), page('/b'), { path: '/old', redirect: '/b' }];
    const router = createRouter({ history: ${createHistory}(), routes });
    createApp({ render: () => h(RouterView) }).use(router).mount(document.body);
    window.navigate = (to, { replace } = {}) => (replace ? router.replace(to) : router.push(to));`;
}

describe('routers', () => {
  const world = useWorld();
  const bundles = {};

  before(async () => {
    for (const [name, contents] of Object.entries(APPLICATIONS)) {
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: '.' }, bundle: true, write: false, format: 'iife', logLevel: 'error', minify: true,
        define: {
          'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false',
          __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
        },
      });
      bundles[name] = outputFiles[0].text;
    }
  });

  for (const name of Object.keys(APPLICATIONS)) {
    it(`${name}: one view a route, none for the same route, one for a redirect`, async () => {
      let page;
      const bundle = '/application.js';
      world.site.pages[bundle] = { type: 'text/javascript', body: bundles[name] };
      const script = `addEventListener('load', () => {
        const element = document.createElement('script'); element.src = '${bundle}'; document.body.append(element); });`;
      await world.expectEvents(async () => {
        page = await world.visit({ capture_pageview: 'history_change' }, { script });
        await page.waitForFunction(() => document.querySelector('h1'));
      }, ['$pageview']);
      const route = ({ properties }) => (name.includes('fragments') ? properties.$current_url.split('#')[1] : properties.$pathname);
      const navigate = (path, options) => page.evaluate(([to, how]) => navigate(to, how), [path, options]);
      const shows = (path) => page.waitForFunction((text) => document.querySelector('h1')?.textContent === text, path);
      const views = async (action, expected) => {
        const events = await world.expectEvents(action, expected.map(() => '$pageview'));
        assert.deepEqual(events.map(route), expected);
      };

      await views(async () => { await navigate('/a'); await shows('/a'); }, ['/a']);
      await views(async () => { await navigate('/a?tab=2'); await navigate('/a'); }, []);
      await views(async () => { await navigate('/old'); await shows('/b'); }, ['/b']);
      await views(() => page.goBack(), ['/a']);
      await views(async () => { await navigate('/b', { replace: true }); await shows('/b'); }, ['/b']);
      await views(async () => {
        for (const path of ['/a', '/b', '/a']) {
          await navigate(path);
          await shows(path);
          await page.waitForTimeout(350);
        }
      }, ['/a', '/b', '/a']);
    });
  }
});
