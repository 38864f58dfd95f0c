import { createRouter, createWebHistory } from 'vue-router';

import Home from './Home.vue';
import Pricing from './Pricing.vue';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: Home },
    { path: '/pricing', component: Pricing },
  ],
});
