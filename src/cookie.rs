//! Cookies as text (RFC 6265): reading one out of `document.cookie`, writing one for a whole site.

use crate::config::CookieOptions;
use crate::id::Ids;
use crate::platform::Platform;
use crate::{json, text, url};

/// Beyond this many characters browsers may refuse a cookie, without a word.
pub const MAX_SAFE_LENGTH: usize = 3686;
/// The deepest subdomain whose site is looked for.
const MOST_LABELS: usize = 8;

/// How cookies are set on this page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Jar {
    attributes: String,
    age: u64,
    domain: String,
}

impl Jar {
    /// Finds out the site's domain where cookies are for all of its subdomains, by trying to set some.
    pub fn open<P: Platform>(platform: &P, options: &CookieOptions) -> Self {
        let page = platform.location();
        let domain = if options.cross_subdomain { site(platform, host(&page)) } else { String::new() };
        let secure = if options.secure { ";secure" } else { "" };
        Self { attributes: [";SameSite=Lax;path=/", secure].concat(), age: options.age, domain }
    }

    /// A cookie's value.
    pub fn read<P: Platform>(platform: &P, name: &str) -> Option<String> {
        let cookies = platform.cookies();
        let value =
            text::split(&cookies, b';').find_map(|pair| pair.trim_start().strip_prefix(name)?.strip_prefix('='))?;
        url::percent_decode(value)
    }

    /// Sets a cookie for `age` seconds (0: until the browser ends), or as long as the options say. Says whether it is so long
    /// that the browser may refuse it.
    pub fn write<P: Platform>(&self, platform: &P, name: &str, value: &str, age: Option<u64>) -> bool {
        let value = url::percent_encode(value);
        let long = name.len() + value.len() > MAX_SAFE_LENGTH;
        self.set(platform, name, &value, age.unwrap_or(self.age), &self.domain);
        long
    }

    /// Deletes a cookie, for whichever of the site's domains it was set.
    pub fn remove<P: Platform>(platform: &P, name: &str) {
        if Self::read(platform, name).is_some() {
            platform.set_cookie(&[name, "=;max-age=0;path=/"].concat());
            let page = platform.location();
            for domain in domains(host(&page)) {
                platform.set_cookie(&[name, "=;max-age=0;path=/;domain=.", domain].concat());
            }
        }
    }

    fn set<P: Platform>(&self, platform: &P, name: &str, value: &str, age: u64, domain: &str) {
        let mut cookie = [name, "=", value, &self.attributes].concat();
        if age > 0 {
            cookie.push_str(";max-age=");
            json::push_integer(&mut cookie, age);
        }
        if !domain.is_empty() {
            cookie.push_str(";domain=.");
            cookie.push_str(domain);
        }
        platform.set_cookie(&cookie);
    }
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
        platform.set_cookie(&[&probe, "=1;path=/;max-age=3;domain=.", candidate].concat());
        if Jar::read(platform, &probe).is_some() {
            platform.set_cookie(&[&probe, "=;path=/;max-age=0;domain=.", candidate].concat());
            return candidate.to_owned();
        }
    }
    String::new()
}

/// The domains that a host belongs to, the widest first.
fn domains(host: &str) -> impl Iterator<Item = &str> {
    let dots = host.bytes().enumerate().rev().filter(|(_, byte)| *byte == b'.').map(|(at, _)| at + 1);
    dots.chain([0]).take(MOST_LABELS).map(|at| &host[at..])
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
