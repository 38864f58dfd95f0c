// What people, organisations and projects are called. All invented.

const words = (text) => text.trim().split(/\s+/);

const FIRST = words(`Ines Tobias Amara Jonas Mei Callum Sofia Rafael Priya Søren Zoë Björn Chloé Mateo Aiko Farid Greta Hugo Imani
  Jules Kofi Lena Milo Nadia Oskar Pia Quentin Rosa Sami Tilda Umar Vera Wim Xenia Yara Zeno Aoife Bruno Carmen Dario Elif Finn
  Gwen Hana Ivo Jana Karim Lotte Marek Noor Olga Pavel Ruth Stellan Thea Uma Viktor Wanda Yusuf Astrid`);
const LAST = words(`Holm Wren Osei Larch Tanaka Reid Brandt Costa Nair Lindqvist Müller Åkesson Dubois García Okafor Haddad Weiß Novák
  Petrov Rossi Silva Kowalska Jensen Murphy Byrne Yamada Chen Singh Patel Khan Demir Vogel Fischer Keller Moreau Laurent Santos
  Almeida Bianchi Conti Dvořák Eriksen Fontaine Gruber Hansen Ibarra Jovanović Kaur Lund Maes Nowak Olsen Popescu Quinn Ruiz Sato
  Turner Ueda Varga Winter`);
const PLACES = words(`Northgate Larch Meadowline Birch Highfield Copper Silverbrook Oakridge Stonewall Fernhill Greywater Marlow Thornbury
  Ashdown Brightwell Coldstream Dunmore Elmswell Foxglove Goldcrest Hawthorn Ivybridge Juniper Kestrel Lakeside Moorland Nettle
  Orchard Pebble Quarry`);
const TRADES = ['Stables', 'Farriery', 'Logistics', 'Riding School', 'Equine Clinic', 'Saddlery', 'Feed & Hay', 'Stud Farm'];
const ODD = ['O’Hara & Sons', 'Röhrig "Nord" Reitschule', 'Čapek; Horses, Ltd.', '50% Haylage Co.'];

const TASKS = words('Arena Paddock Stable Fleet Roof Website Timetable Clinic Tournament Fence Paperwork Budget Open-day Forge Lorry');
const ENDS = words('rebuild renewal audit plan pilot launch repair calendar survey move');

/** A text for addresses: lower case, ASCII. */
export const slug = (text) =>
  text.replaceAll('ß', 'ss').replaceAll('ø', 'o').replaceAll('Ø', 'O').normalize('NFKD').replace(/[^\x20-\x7e]/g, '').toLowerCase()
    .replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

/** Names of `count` organisations, no two of them alike. The odd ones come last. */
export function organisationNames(draw, count) {
  const all = TRADES.flatMap((trade) => PLACES.map((place) => `${place} ${trade}`));
  const odd = ODD.slice(0, Math.ceil(count / 15));
  return [...draw.shuffled(all).slice(0, count - odd.length), ...odd];
}

/** A person's name. */
export const personName = (draw) => `${draw.pick(FIRST)} ${draw.pick(LAST)}`;

/** What a project is called. */
export const projectName = (draw) => `${draw.pick(TASKS)} ${draw.pick(ENDS)}`;
