//! Cookies as text (RFC 6265): reading one out of `document.cookie`, writing one for a whole site.

use crate::config::CookieOptions;
use crate::id::Ids;
use crate::platform::Platform;
use crate::{json, text, url};

/// Beyond this many characters browsers may refuse a cookie, without a word.
pub const MAX_SAFE_LENGTH: usize = 3686;
/// What follows the name of a cookie that is to be gone.
const DELETED: &str = "=;max-age=0;path=/";
/// The deepest subdomain whose site is looked for.
const MOST_LABELS: usize = 8;

/// How cookies are set on this page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Jar {
    attributes: &'static str,
    age: u64,
    domain: String,
}

impl Jar {
    /// Finds out the site's domain where cookies are for all of its subdomains, by trying to set some.
    pub fn open<P: Platform>(platform: &P, options: &CookieOptions) -> Self {
        let page = platform.location();
        let domain = if options.cross_subdomain { site(platform, host(&page)) } else { String::new() };
        let attributes = if options.secure { ";SameSite=Lax;path=/;secure" } else { ";SameSite=Lax;path=/" };
        Self { attributes, age: options.age, domain }
    }

    /// A cookie's value.
    pub fn read<P: Platform>(platform: &P, name: &str) -> Option<String> {
        let cookies = platform.cookies();
        let value = text::split(&cookies, b';')
            .find_map(|pair| text::trim_start(pair).strip_prefix(name)?.strip_prefix('='))?;
        url::percent_decode(value)
    }

    /// Sets a cookie for `age` seconds (0: until the browser ends), or as long as the options say. Says whether it is so long
    /// that the browser may refuse it.
    pub fn write<P: Platform>(&self, platform: &P, name: &str, value: &str, age: Option<u64>) -> bool {
        let mut cookie = String::from("=");
        cookie.push_str(&url::percent_encode(value));
        let is_long = name.len() + cookie.len() > MAX_SAFE_LENGTH + 1;
        cookie.push_str(self.attributes);
        let age = age.unwrap_or(self.age);
        if age > 0 {
            cookie.push_str(";max-age=");
            json::push_integer(&mut cookie, age);
        }
        set(platform, name, &cookie, &self.domain);
        is_long
    }

    /// Deletes a cookie, for whichever of the site's domains it was set.
    pub fn remove<P: Platform>(platform: &P, name: &str) {
        if Self::read(platform, name).is_some() {
            let page = platform.location();
            set(platform, name, DELETED, "");
            for domain in domains(host(&page)) {
                set(platform, name, DELETED, domain);
            }
        }
    }
}

/// Sets a cookie; `value` is its value with an equals sign before it and the attributes behind it.
fn set<P: Platform>(platform: &P, name: &str, value: &str, domain: &str) {
    let before_domain = if domain.is_empty() { "" } else { ";domain=." };
    platform.set_cookie(&[name, value, before_domain, domain].concat());
}

fn host(page: &str) -> &str {
    text::until(url::host(page), b":")
}

/// The widest domain that the browser lets this host set cookies for. Which one that is depends on the list of public
/// suffixes, which only the browser knows; so it is tried out, from the last label on.
fn site<P: Platform>(platform: &P, host: &str) -> String {
    if matches!(host, "localhost" | "127.0.0.1" | "") {
        return String::new();
    }
    let mut ids = Ids::default();
    for candidate in domains(host) {
        let probe = ["dmn_chk_", &ids.uuid(platform, platform.now())].concat();
        set(platform, &probe, "=1;path=/;max-age=3", candidate);
        if Jar::read(platform, &probe).is_some() {
            set(platform, &probe, DELETED, candidate);
            return candidate.to_owned();
        }
    }
    String::new()
}

/// The domains that a host belongs to, the widest first.
fn domains(host: &str) -> Vec<&str> {
    let mut domains = Vec::new();
    for at in (0..host.len()).rev() {
        if (at == 0 || host.as_bytes()[at - 1] == b'.') && domains.len() < MOST_LABELS {
            domains.push(text::slice(host, at, host.len()));
        }
    }
    domains
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    fn jar(world: &World, cross_subdomain: bool, secure: bool) -> Jar {
        let options = CookieOptions { age: 31_536_000, cross_subdomain, secure, properties: Vec::new(), wins: false };
        Jar::open(world, &options)
    }

    #[test]
    fn the_site_is_the_widest_domain_that_the_browser_permits() {
        for (page, public_suffix, site) in [
            ("https://a.b.example.co.uk:8443/x", "co.uk", "example.co.uk"),
            ("https://app.example.com/", "com", "example.com"),
            ("https://me.github.io/", "github.io", "me.github.io"),
            ("http://localhost:8000/", "", ""),
            ("http://127.0.0.1/", "", ""),
            ("file:///x.html", "", ""),
        ] {
            let world = World::default();
            *world.location.borrow_mut() = page.into();
            *world.public_suffix.borrow_mut() = public_suffix.into();
            assert_eq!(jar(&world, true, false).domain, site, "{page}");
            assert_eq!(world.cookies(), "", "the probes are gone");
        }
    }

    #[test]
    fn values_come_back_whatever_they_hold() {
        let world = World::default();
        let jar = jar(&world, true, true);
        jar.write(&world, "name", r#"{"a":"ü; b=c, 100%"}"#, None);
        jar.write(&world, "name2", "other", None);
        assert_eq!(Jar::read(&world, "name").unwrap(), r#"{"a":"ü; b=c, 100%"}"#);
        assert_eq!(Jar::read(&world, "nam"), None);
        assert_eq!(
            world.cookie_attributes("name").unwrap(),
            ";SameSite=Lax;path=/;secure;max-age=31536000;domain=.app.example"
        );
        Jar::remove(&world, "name");
        assert_eq!((Jar::read(&world, "name"), Jar::read(&world, "name2").as_deref()), (None, Some("other")));
    }

    #[test]
    fn an_age_can_be_given_for_one_write() {
        let world = World::default();
        let jar = jar(&world, false, false);
        jar.write(&world, "a", "1", Some(86400));
        jar.write(&world, "b", "1", Some(0));
        assert_eq!(world.cookie_attributes("a").unwrap(), ";SameSite=Lax;path=/;max-age=86400");
        assert_eq!(world.cookie_attributes("b").unwrap(), ";SameSite=Lax;path=/");
        assert!(jar.write(&world, "c", &"x".repeat(4000), None), "too long to be safe");
    }
}
