//! User agents that are no visitors (posthog-state §10).

use crate::text::{contains, split};

/// Marks of bots, matched anywhere in the lower-cased user agent.
const MARKS: &str = "\
amazonbot,amazonproductbot,app.hypefactors.com,applebot,archive.org_bot,awariobot,backlinksextendedbot,\
baiduspider,bingbot,bingpreview,chrome-lighthouse,dataforseobot,deepscan,duckduckbot,facebookexternal,\
facebookcatalog,http://yandex.com/bots,hubspot,ia_archiver,leikibot,linkedinbot,meta-externalagent,mj12bot,\
msnbot,nessus,petalbot,pinterest,prerender,rogerbot,screaming frog,sebot-wa,sitebulb,slackbot,slurp,\
trendictionbot,turnitin,twitterbot,vercel-screenshot,vercelbot,yahoo! slurp,yandexbot,zoombot,bot.htm,bot.php,\
(bot;,bot/,crawler,ahrefsbot,ahrefssiteaudit,semrushbot,siteauditbot,splitsignalbot,gptbot,oai-searchbot,\
chatgpt-user,perplexitybot,better uptime bot,sentryuptimebot,uptimerobot,headlesschrome,cypress,\
google-hoteladsverifier,adsbot-google,apis-google,duplexweb-google,feedfetcher-google,google favicon,\
google web preview,google-read-aloud,googlebot,googleother,google-cloudvertexbot,googleweblight,\
mediapartners-google,storebot-google,google-inspectiontool,bytespider";

/// The name of a bot's `$pageview`.
pub(crate) const PAGEVIEW: &str = "$bot_pageview";

/// Whether a user agent names itself a bot, by our marks or the page's own.
pub(crate) fn is_bot(user_agent: &str, further: &[String]) -> bool {
    let user_agent = user_agent.to_ascii_lowercase();
    split(MARKS, b',').any(|mark| contains(&user_agent, mark))
        || further.iter().any(|mark| contains(&user_agent, &mark.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::is_bot;

    #[test]
    fn bots_are_told_from_browsers() {
        assert!(is_bot("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", &[]));
        assert!(is_bot(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0.0.0 Safari/537.36",
            &[]
        ));
        let browser =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";
        assert!(!is_bot(browser, &["Firefox".into()]));
        assert!(is_bot(browser, &["x11; LINUX".into()]));
    }
}
