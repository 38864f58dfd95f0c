// User agents that are no visitors (posthog-state §10).

/** Marks of bots, matched anywhere in the lower-cased user agent. */
const MARKS = (
  'amazonbot,amazonproductbot,app.hypefactors.com,applebot,archive.org_bot,awariobot,backlinksextendedbot,' +
  'baiduspider,bingbot,bingpreview,chrome-lighthouse,dataforseobot,deepscan,duckduckbot,facebookexternal,' +
  'facebookcatalog,http://yandex.com/bots,hubspot,ia_archiver,leikibot,linkedinbot,meta-externalagent,mj12bot,' +
  'msnbot,nessus,petalbot,pinterest,prerender,rogerbot,screaming frog,sebot-wa,sitebulb,slackbot,slurp,' +
  'trendictionbot,turnitin,twitterbot,vercel-screenshot,vercelbot,yahoo! slurp,yandexbot,zoombot,bot.htm,bot.php,' +
  '(bot;,bot/,crawler,ahrefsbot,ahrefssiteaudit,semrushbot,siteauditbot,splitsignalbot,gptbot,oai-searchbot,' +
  'chatgpt-user,perplexitybot,better uptime bot,sentryuptimebot,uptimerobot,headlesschrome,cypress,' +
  'google-hoteladsverifier,adsbot-google,apis-google,duplexweb-google,feedfetcher-google,google favicon,' +
  'google web preview,google-read-aloud,googlebot,googleother,google-cloudvertexbot,googleweblight,' +
  'mediapartners-google,storebot-google,google-inspectiontool,bytespider'
).split(',');

/** Whether a user agent names itself a bot, by our marks or the page's own. */
export function isBot(userAgent, further) {
  const lower = userAgent.toLowerCase();
  const own = Array.isArray(further) ? further.filter((mark) => typeof mark === 'string') : [];
  return [...MARKS, ...own].some((mark) => lower.includes(mark.toLowerCase()));
}
