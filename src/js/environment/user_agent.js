// Browser, operating system and device from the user agent string (posthog-state §8.1).

/** Each line: name, condition, and what stands before the version. A condition is alternatives parted by `,` of marks joined with
 * `&`, where `!` negates a mark and `~` takes it without regard to case. */
const BROWSERS = `Opera Mini| OPR/&Mini|
Opera| OPR/|Opera/,OPR/
BlackBerry|~blackberry,~playbook,~bb10|BlackBerry ,Version/
Internet Explorer Mobile|IEMobile,WPDesktop|rv:
Oculus Browser|OculusBrowser|OculusBrowser/
Samsung Internet|SamsungBrowser|SamsungBrowser/
Microsoft Edge|Edge,Edg/|Edge/,Edg/
Vivaldi|Vivaldi/|Vivaldi/
Yandex|YaBrowser/|YaBrowser/
Whale|Whale/|Whale/
DuckDuckGo|DuckDuckGo/,Ddg/|DuckDuckGo/,Ddg/
Facebook Mobile|FBIOS|
UC Browser|UCWEB,UCBrowser|UCBrowser/,UCWEB/
Chrome iOS|CriOS|CriOS/
Chrome|CrMo,Chrome|Chrome/,CrMo/
Android Mobile|Android&Safari|Android ,android 
Firefox iOS|FxiOS|FxiOS/
Konqueror|~konqueror|Konqueror/,Konqueror:,Konqueror
Brave|Brave/|Brave/
Mobile Safari|Safari&Mobile|Version/
Safari|Safari|Version/
Pale Moon|PaleMoon/|PaleMoon/
Waterfox|Waterfox/|Waterfox/
Firefox|Firefox|Firefox/
Internet Explorer|MSIE,Trident/|rv:,MSIE 
Firefox|Gecko|Firefox/`;

/** Here the third part is the mark before the version and, as its last character, what parts the version's numbers. */
const SYSTEMS = `Xbox|Xbox; Xbox |
Nintendo|~nintendo|
PlayStation|~playstation|
BlackBerry|~blackberry,~playbook,~bb10|
Windows|~windows|
iOS|iPhone,iPad,iPod|OS _
watchOS|~watch|OS _
Android|Android|Android .
Mac OS X|Mac|Mac OS X _
Chrome OS|CrOS|
Linux|~linux,~debian|`;

const DEVICES = `Xbox|~xbox
Ouya|~ouya
Windows Phone|~windows phone,~wpdesktop
iPad|~ipad
iPod Touch|~ipod
iPhone|~iphone
Apple Watch|~watch
BlackBerry|~blackberry,~playbook,~bb10
Kobo|~kobo
Nokia|~nokia
Kindle Fire|Kindle Fire,Silk/,KFTT,KFOT
Android Tablet|Android&!Mobile,ZTE&!Mobile,Android&Nexus 7,Android&Nexus 9,Android&Nexus 10,Android&SM-T,Android&KFAPWI
Android|Android,ZTE
Generic mobile|~pda,~mobile
Generic tablet|~tablet&!tablet pc&!Tablet PC`;

/** What the number after `Windows NT` goes by; others go by their own number, or by none. */
const WINDOWS = { 3.11: 'NT 3.11', 3.51: 'NT 3.11', '4.0': 'NT 4.0', '5.0': '2000', 5.1: 'XP', 5.2: 'XP', '6.0': 'Vista', 6.1: '7', 6.2: '8', 6.3: '8.1', 6.4: '10', '10.0': '10' };

const TABLETS = ['iPad', 'Android Tablet', 'Kobo', 'Kindle Fire', 'Generic tablet'];

/** The first line whose condition holds, in its parts. */
function find(rules, agent) {
  const lower = agent.toLowerCase();
  const holds = (mark) =>
    mark[0] === '!' ? !agent.includes(mark.slice(1)) : mark[0] === '~' ? lower.includes(mark.slice(1)) : agent.includes(mark);
  const lines = rules.split('\n').map((line) => line.split('|'));
  return lines.find(([, condition]) => condition.split(',').some((marks) => marks.split('&').every(holds))) ?? ['', '', ''];
}

/** Name and marks before the version. `isGoogleApp`: the Google app's browser is told from Safari. */
function browser(agent, { vendor, isBrave }, isGoogleApp) {
  if (isBrave) return ['Brave', ''];
  if (isGoogleApp && agent.includes('GSA/')) return ['Google Search App', 'GSA/'];
  const [name, , marks] = find(BROWSERS, agent);
  const mayBeSafari = ['', 'Safari', 'Mobile Safari', 'Pale Moon', 'Waterfox', 'Firefox'].includes(name);
  return mayBeSafari && vendor.includes('Apple') ? [agent.includes('Mobile') ? 'Mobile Safari' : 'Safari', 'Version/'] : [name, marks];
}

/** The number right after the first of the marks that one stands after; null where there is none. */
function version(agent, marks) {
  const numbers = marks.split(',').map((mark) => mark && new RegExp(`${mark}(\\d+(\\.\\d+)?)`).exec(agent)?.[1]);
  return parseFloat(numbers.find(Boolean)) || null;
}

function system(agent) {
  const [name, , pattern] = find(SYSTEMS, agent);
  if (name === 'Xbox') return [name, /Xbox; Xbox ([^)]*)/.exec(agent)?.[1]];
  if (name === 'Windows') {
    if (/Phone|WPDesktop/.test(agent)) return ['Windows Phone'];
    if (/Mobile/.test(agent) && !/IEMobile/.test(agent)) return ['Windows Mobile'];
    return [name, /arm/i.test(agent) ? 'RT' : WINDOWS[/Windows NT ([\d.]+)/.exec(agent)?.[1]]];
  }
  const [mark, part] = [pattern.slice(0, -1), `[${pattern.slice(-1)}]`];
  const found = pattern && new RegExp(`${mark}(\\d+)${part}(\\d+)(?:${part}(\\d+))?`).exec(agent);
  return [name, found && `${found[1]}.${found[2]}.${found[3] ?? 0}`];
}

function device(agent) {
  const [, console, model] = /(nintendo|playstation) ?([a-z\d]*)/i.exec(agent) ?? [];
  if (!console) return find(DEVICES, agent)[0];
  return `${/n/i.test(console[0]) ? 'Nintendo' : 'PlayStation'} ${model}`.trim();
}

/** An Android that asks for desktop sites is told by its touch screen. */
function kind(device, { isTouchAndroid, width, height, ratio }) {
  if (TABLETS.includes(device)) return 'Tablet';
  if (/^(Xbox|Ouya|Nintendo|PlayStation)/.test(device)) return 'Console';
  if (device === 'Apple Watch') return 'Wearable';
  if (device) return 'Mobile';
  if (!isTouchAndroid) return 'Desktop';
  return Math.min(width, height) / Math.max(ratio, 1) >= 600 ? 'Tablet' : 'Mobile';
}

/**
 * The properties that a user agent string gives. `around` is what else the browser tells: `vendor`, `isBrave`, `isTouchAndroid`,
 * `width` and `height` of the screen and its pixels' `ratio`.
 */
export function readUserAgent(agent, around, isGoogleApp) {
  const [$browser, marks] = browser(agent, around, isGoogleApp);
  const [$os, $os_version] = system(agent);
  const $device = device(agent);
  return { $os, $os_version, $browser, $device, $device_type: kind($device, around), $browser_version: version(agent, marks) };
}
