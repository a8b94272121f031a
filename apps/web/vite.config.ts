import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.GAVEL_DEV_SERVER ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  build: {
    // light-dark() in the design tokens is what sets this floor (all of May 2024 or earlier).
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': { target: server },
      '/live': { target: server, ws: true },
    },
  },
});
