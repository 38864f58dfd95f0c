/** The plans that Paddock sells, in rising order, with their price in euros a month. */
export const PLANS = [
  { id: 'free', label: 'Free', price: 0, pitch: 'Three projects' },
  { id: 'team', label: 'Team', price: 48, pitch: 'Unlimited projects' },
  { id: 'business', label: 'Business', price: 190, pitch: 'Audit log, single sign-on' },
];

/** Returns the organisations that exist before a visitor has done anything. */
export function seedOrganisations() {
  return [
    {
      name: 'Northgate Stables',
      plan: 'team',
      people: [
        { name: 'Ines Holm', email: 'ines@northgate.example', role: 'Owner' },
        { name: 'Tobias Wren', email: 'tobias@northgate.example', role: 'Trainer' },
        { name: 'Amara Osei', email: 'amara@northgate.example', role: 'Bookings' },
      ],
      projects: [
        { name: 'Spring arena rebuild', owner: 'Ines Holm', done: 62 },
        { name: 'Riding school timetable', owner: 'Amara Osei', done: 85 },
      ],
      paid: [{ number: 'PD-1041', amount: 48, plan: 'team', month: '2026-10' }],
    },
    {
      name: 'Larch Farriery',
      plan: 'free',
      people: [
        { name: 'Jonas Larch', email: 'jonas@larch.example', role: 'Owner' },
        { name: 'Mei Tanaka', email: 'mei@larch.example', role: 'Farrier' },
        { name: 'Callum Reid', email: 'callum@larch.example', role: 'Apprentice' },
      ],
      projects: [{ name: 'Mobile forge fit-out', owner: 'Mei Tanaka', done: 30 }],
      paid: [],
    },
    {
      name: 'Meadowline Logistics',
      plan: 'business',
      people: [
        { name: 'Sofia Brandt', email: 'sofia@meadowline.example', role: 'Operations' },
        { name: 'Rafael Costa', email: 'rafael@meadowline.example', role: 'Transport' },
        { name: 'Priya Nair', email: 'priya@meadowline.example', role: 'Finance' },
      ],
      projects: [
        { name: 'Horsebox fleet renewal', owner: 'Rafael Costa', done: 48 },
        { name: 'Cross-border paperwork', owner: 'Priya Nair', done: 71 },
        { name: 'Night-route pilot', owner: 'Sofia Brandt', done: 15 },
      ],
      paid: [
        { number: 'PD-0987', amount: 190, plan: 'business', month: '2026-09' },
        { number: 'PD-1042', amount: 190, plan: 'business', month: '2026-10' },
      ],
    },
  ];
}
