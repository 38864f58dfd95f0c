//! Browser, operating system and device from the user agent string (posthog-state §8.1). In every list the first match
//! wins.

use crate::platform::Environment;

/// What a user agent string tells. An empty name means that it does not tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserAgent {
    /// Such as `Chrome` or `Mobile Safari`.
    pub browser: &'static str,
    /// Major and minor version as a JSON number, such as `17.4`.
    pub browser_version: Option<String>,
    /// Such as `Mac OS X`.
    pub os: &'static str,
    /// Such as `10.15.7`.
    pub os_version: String,
    /// Such as `iPhone`; empty on a desk.
    pub device: String,
    /// `Desktop`, `Mobile`, `Tablet`, `Console` or `Wearable`.
    pub device_type: &'static str,
}

impl UserAgent {
    /// Reads `environment.user_agent`, with what else the environment knows.
    pub fn read(environment: &Environment) -> Self {
        let ua = &*environment.user_agent;
        let lower = ua.to_ascii_lowercase();
        let browser = browser(ua, &lower, environment);
        let (os, os_version) = os(ua, &lower);
        let device = device(ua, &lower);
        let device_type = device_type(&device, environment);
        Self {
            browser,
            browser_version: browser_version(ua, &lower, browser, environment),
            os,
            os_version,
            device,
            device_type,
        }
    }
}

fn any(text: &str, marks: &[&str]) -> bool {
    marks.iter().any(|mark| text.contains(mark))
}

fn browser(ua: &str, lower: &str, environment: &Environment) -> &'static str {
    let has = |mark| ua.contains(mark);
    let apple = environment.vendor.contains("Apple") || has("Safari") && !has("Chrome") && !has("Android");
    match () {
        () if environment.is_brave => "Brave",
        () if has(" OPR/") && has("Mini") => "Opera Mini",
        () if has(" OPR/") => "Opera",
        () if any(lower, &["blackberry", "playbook", "bb10"]) => "BlackBerry",
        () if any(ua, &["IEMobile", "WPDesktop"]) => "Internet Explorer Mobile",
        () if has("OculusBrowser") => "Oculus Browser",
        () if has("SamsungBrowser") => "Samsung Internet",
        () if any(ua, &["Edge", "Edg/"]) => "Microsoft Edge",
        () if has("Vivaldi/") => "Vivaldi",
        () if has("YaBrowser/") => "Yandex",
        () if has("Whale/") => "Whale",
        () if any(ua, &["DuckDuckGo/", "Ddg/"]) => "DuckDuckGo",
        () if has("FBIOS") => "Facebook Mobile",
        () if any(ua, &["UCWEB", "UCBrowser"]) => "UC Browser",
        () if has("CriOS") => "Chrome iOS",
        () if any(ua, &["CrMo", "Chrome"]) => "Chrome",
        () if has("Android") && has("Safari") => "Android Mobile",
        () if has("FxiOS") => "Firefox iOS",
        () if lower.contains("konqueror") => "Konqueror",
        () if has("Brave/") => "Brave",
        () if apple && has("Mobile") => "Mobile Safari",
        () if apple => "Safari",
        () if has("PaleMoon/") => "Pale Moon",
        () if has("Waterfox/") => "Waterfox",
        () if has("Firefox") => "Firefox",
        () if any(ua, &["MSIE", "Trident/"]) => "Internet Explorer",
        () if has("Gecko") => "Firefox",
        () => "",
    }
}

fn browser_version(ua: &str, lower: &str, browser: &str, environment: &Environment) -> Option<String> {
    let marks: &[&str] = match browser {
        "Brave" if environment.is_brave => return None,
        "Brave" => &["Brave/"],
        "Microsoft Edge" => &["Edge/", "Edg/"],
        "Chrome" => &["Chrome/", "CrMo/"],
        "Chrome iOS" => &["CriOS/"],
        "UC Browser" => &["UCBrowser/", "UCWEB/"],
        "Safari" | "Mobile Safari" => &["Version/"],
        "Opera" => &["Opera/", "OPR/"],
        "Firefox" => &["Firefox/"],
        "Firefox iOS" => &["FxiOS/"],
        "Konqueror" => &["Konqueror/", "Konqueror:", "Konqueror"],
        "BlackBerry" => &["BlackBerry ", "Version/"],
        "Android Mobile" => return decimal_after(lower, "android "),
        "Samsung Internet" => &["SamsungBrowser/"],
        "Oculus Browser" => &["OculusBrowser/"],
        "Vivaldi" => &["Vivaldi/"],
        "Yandex" => &["YaBrowser/"],
        "Whale" => &["Whale/"],
        "DuckDuckGo" => &["DuckDuckGo/", "Ddg/"],
        "Pale Moon" => &["PaleMoon/"],
        "Waterfox" => &["Waterfox/"],
        "Internet Explorer" => &["rv:", "MSIE "],
        "Internet Explorer Mobile" => &["rv:"],
        _ => return None,
    };
    marks.iter().find_map(|mark| decimal_after(ua, mark))
}

/// The number `\d+(\.\d+)?` right after `mark`, as `parseFloat` and then `JSON.stringify` would write it.
fn decimal_after(text: &str, mark: &str) -> Option<String> {
    text.match_indices(mark).find_map(|(at, _)| {
        let rest = &text[at + mark.len()..];
        let whole = digits(rest);
        if whole.is_empty() {
            return None;
        }
        let mut out = match whole.trim_start_matches('0') {
            "" => "0".to_owned(),
            significant => significant.to_owned(),
        };
        if let Some(rest) = rest[whole.len()..].strip_prefix('.') {
            let fraction = digits(rest).trim_end_matches('0');
            if !fraction.is_empty() {
                out.push('.');
                out.push_str(fraction);
            }
        }
        Some(out)
    })
}

fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// Two or three whole numbers after `mark`, parted by `separator`, joined with dots; with `fill` a missing third is 0.
fn version_after(text: &str, mark: &str, separator: char, fill: bool) -> Option<String> {
    let rest = &text[text.find(mark)? + mark.len()..];
    let mut parts = rest.split(separator);
    let (major, minor) = (digits(parts.next()?), digits(parts.next()?));
    if major.is_empty() || minor.is_empty() || !rest[major.len()..].starts_with(separator) {
        return None;
    }
    let ended =
        rest.len() == major.len() + 1 + minor.len() || !rest[major.len() + 1 + minor.len()..].starts_with(separator);
    let patch = if ended { "" } else { digits(parts.next()?) };
    Some(match (patch, fill) {
        ("", false) => [major, ".", minor].concat(),
        ("", true) => [major, ".", minor, ".0"].concat(),
        _ => [major, ".", minor, ".", patch].concat(),
    })
}

fn os(ua: &str, lower: &str) -> (&'static str, String) {
    let has = |mark| ua.contains(mark);
    if let Some(at) = ua.find("Xbox; Xbox ") {
        let model = ua[at + 11..].split(')').next().unwrap_or_default();
        return ("Xbox", model.to_owned());
    }
    match () {
        () if lower.contains("nintendo") => ("Nintendo", String::new()),
        () if lower.contains("playstation") => ("PlayStation", String::new()),
        () if any(lower, &["blackberry", "playbook", "bb10"]) => ("BlackBerry", String::new()),
        () if lower.contains("windows") => windows(ua),
        () if any(ua, &["iPhone", "iPad", "iPod"]) => ("iOS", version_after(ua, "OS ", '_', true).unwrap_or_default()),
        () if lower.contains("watch") => ("watchOS", version_after(ua, "OS ", '_', true).unwrap_or_default()),
        () if has("Android") => ("Android", version_after(ua, "Android ", '.', true).unwrap_or_default()),
        () if has("Mac OS X") => ("Mac OS X", version_after(ua, "Mac OS X ", '_', true).unwrap_or_default()),
        () if has("Mac") => ("Mac OS X", String::new()),
        () if has("CrOS") => ("Chrome OS", String::new()),
        () if any(lower, &["linux", "debian"]) => ("Linux", String::new()),
        () => ("", String::new()),
    }
}

fn windows(ua: &str) -> (&'static str, String) {
    if any(ua, &["Phone", "WPDesktop"]) {
        return ("Windows Phone", String::new());
    }
    if ua.contains("Mobile") && !ua.contains("IEMobile") {
        return ("Windows Mobile", String::new());
    }
    if ua.to_ascii_lowercase().contains("arm") {
        return ("Windows", "RT".to_owned());
    }
    let version = match ua.find("Windows NT ").map(|at| &ua[at + 11..]) {
        Some(rest) => match &rest[..rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count()] {
            "3.11" | "3.51" => "NT 3.11",
            "4.0" => "NT 4.0",
            "5.0" => "2000",
            "5.1" | "5.2" => "XP",
            "6.0" => "Vista",
            "6.1" => "7",
            "6.2" => "8",
            "6.3" => "8.1",
            "6.4" | "10.0" => "10",
            _ => "",
        },
        None => "",
    };
    ("Windows", version.to_owned())
}

fn device(ua: &str, lower: &str) -> String {
    let named = |prefix: &str, mark: &str| {
        let rest = lower.split_once(mark).map_or("", |(_, rest)| rest.trim_start());
        let model = &rest[..rest.bytes().take_while(u8::is_ascii_alphanumeric).count()];
        let mut name = String::from(prefix);
        if !model.is_empty() {
            name.push(' ');
            name.push_str(&ua[ua.len() - rest.len()..][..model.len()]);
        }
        name
    };
    let tablet_model = any(ua, &["Nexus 7", "Nexus 9", "Nexus 10", "SM-T", "KFAPWI", "Tab"]);
    let plain = match () {
        () if lower.contains("nintendo") => return named("Nintendo", "nintendo"),
        () if lower.contains("playstation") => return named("PlayStation", "playstation"),
        () if lower.contains("xbox") => "Xbox",
        () if lower.contains("ouya") => "Ouya",
        () if any(lower, &["windows phone", "wpdesktop"]) => "Windows Phone",
        () if lower.contains("ipad") => "iPad",
        () if lower.contains("ipod") => "iPod Touch",
        () if lower.contains("iphone") => "iPhone",
        () if lower.contains("watch") && !lower.contains("watchmouse") => "Apple Watch",
        () if any(lower, &["blackberry", "playbook", "bb10"]) => "BlackBerry",
        () if lower.contains("kobo") => "Kobo",
        () if lower.contains("nokia") => "Nokia",
        () if any(ua, &["Kindle Fire", "Silk/", "KFTT", "KFOT"]) => "Kindle Fire",
        () if any(ua, &["Android", "ZTE"]) && (!ua.contains("Mobile") || tablet_model) => "Android Tablet",
        () if any(ua, &["Android", "ZTE"]) => "Android",
        () if any(lower, &["pda", "mobile"]) => "Generic mobile",
        () if lower.contains("tablet") && !lower.contains("tablet pc") => "Generic tablet",
        () => "",
    };
    plain.to_owned()
}

fn device_type(device: &str, environment: &Environment) -> &'static str {
    match device {
        "iPad" | "Android Tablet" | "Kobo" | "Kindle Fire" | "Generic tablet" => "Tablet",
        "Xbox" | "Ouya" => "Console",
        "Apple Watch" => "Wearable",
        "" if environment.is_touch_android => {
            let (width, height) = environment.screen;
            if width.min(height) / environment.pixel_ratio.max(1) >= 600 { "Tablet" } else { "Mobile" }
        }
        "" => "Desktop",
        _ if device.starts_with("Nintendo") || device.starts_with("PlayStation") => "Console",
        _ => "Mobile",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(ua: &str) -> UserAgent {
        UserAgent::read(&Environment { user_agent: ua.into(), ..Environment::default() })
    }

    /// User agent, browser, version, system, version, device, kind of device.
    const SEEN: &[(&str, &str, &str, &str, &str, &str, &str)] = &[
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.71 Safari/537.36",
            "Chrome",
            "120",
            "Linux",
            "",
            "",
            "Desktop",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15",
            "Safari",
            "17.4",
            "Mac OS X",
            "10.15.7",
            "",
            "Desktop",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1",
            "Mobile Safari",
            "17.2",
            "iOS",
            "17.2.0",
            "iPhone",
            "Mobile",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/119.0.6045.169 Mobile/15E148 Safari/604.1",
            "Chrome iOS",
            "119",
            "iOS",
            "16.6.1",
            "iPhone",
            "Mobile",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.10.2210.91",
            "Microsoft Edge",
            "120.1",
            "Windows",
            "10",
            "",
            "Desktop",
        ),
        (
            "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
            "Internet Explorer",
            "11",
            "Windows",
            "7",
            "",
            "Desktop",
        ),
        (
            "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
            "Firefox",
            "121",
            "Linux",
            "",
            "",
            "Desktop",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.144 Mobile Safari/537.36",
            "Chrome",
            "120",
            "Android",
            "",
            "Android",
            "Mobile",
        ),
        (
            "Mozilla/5.0 (Linux; Android 8.1.0; SM-T580) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Safari/537.36",
            "Samsung Internet",
            "23",
            "Android",
            "8.1.0",
            "Android Tablet",
            "Tablet",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/29.1 Mobile/15E148 Safari/605.1.15",
            "Firefox iOS",
            "29.1",
            "iOS",
            "12.5.7",
            "iPad",
            "Tablet",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36 OPR/105.0.0.0",
            "Opera",
            "105",
            "Chrome OS",
            "",
            "",
            "Desktop",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.85 Safari/537.36 Edge/44.18363.8131",
            "Microsoft Edge",
            "44.18363",
            "Xbox",
            "One",
            "Xbox",
            "Console",
        ),
        (
            "Mozilla/5.0 (PlayStation 4 3.11) AppleWebKit/537.73 (KHTML, like Gecko)",
            "Firefox",
            "",
            "PlayStation",
            "",
            "PlayStation 4",
            "Console",
        ),
        ("", "", "", "", "", "", "Desktop"),
        ("curl/8.0", "", "", "", "", "", "Desktop"),
    ];

    #[test]
    fn user_agents_seen_in_the_wild() {
        for &(ua, browser, version, os, os_version, device, device_type) in SEEN {
            let expected = UserAgent {
                browser,
                browser_version: (!version.is_empty()).then(|| version.to_owned()),
                os,
                os_version: os_version.to_owned(),
                device: device.to_owned(),
                device_type,
            };
            assert_eq!(read(ua), expected, "{ua}");
        }
    }

    #[test]
    fn an_android_that_asks_for_desktop_sites_is_told_by_its_touch_screen() {
        let desktop_mode = |width, height| Environment {
            user_agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36".into(),
            is_touch_android: true,
            screen: (width, height),
            pixel_ratio: 2,
            ..Environment::default()
        };
        assert_eq!(UserAgent::read(&desktop_mode(1600, 2560)).device_type, "Tablet");
        assert_eq!(UserAgent::read(&desktop_mode(1080, 2400)).device_type, "Mobile");
    }

    #[test]
    fn brave_tells_no_version() {
        let environment =
            Environment { user_agent: "Chrome/120.0 Safari".into(), is_brave: true, ..Environment::default() };
        let agent = UserAgent::read(&environment);
        assert_eq!((agent.browser, agent.browser_version), ("Brave", None));
    }
}
