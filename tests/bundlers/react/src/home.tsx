import { Account } from './account';
import { Sale } from './sale';

export const Home = () => (
  <main>
    <h1>Home</h1>
    <Sale />
    <Account user={{ email: 'ann@acme.example', name: 'Ann', company: 'Acme' }} />
  </main>
);
