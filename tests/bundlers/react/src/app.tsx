// src/app.tsx
import { PostHogProvider } from 'hoofprint/react';
import { BrowserRouter, Route, Routes } from 'react-router';

import { Home } from './home';
import { Navigation } from './navigation';
import { Pricing } from './pricing';

export function App() {
  return (
    <PostHogProvider
      apiKey="my-project"
      options={{ api_host: 'https://collector.example', capture_pageview: 'history_change' }}
    >
      <BrowserRouter>
        <Navigation />
        <Routes>
          <Route path="/" element={<Home />} />
          <Route path="/pricing" element={<Pricing />} />
        </Routes>
      </BrowserRouter>
    </PostHogProvider>
  );
}
