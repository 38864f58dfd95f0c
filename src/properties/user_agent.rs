//! Browser, operating system and device from the user agent string (posthog-state §8.1).
//!
//! The rules are tables in text, read line by line: that is a third of the wasm that the same rules take as code.

use crate::platform::Environment;
use crate::text::{after, contains, find, leading, split, until};

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
    /// Reads `environment.user_agent`, with what else the environment knows. `google_app` tells the Google app's browser
    /// from Safari.
    pub fn read(environment: &Environment, google_app: bool) -> Self {
        let ua = &*environment.user_agent;
        let lower = &*ua.to_ascii_lowercase();
        let (browser, version_marks) = browser(ua, lower, environment, google_app);
        let (os, version_separator) = find_rule(SYSTEMS, ua, lower);
        let device = device(ua, lower);
        Self {
            browser,
            browser_version: split(version_marks, b',').find_map(|mark| decimal_after(ua, mark)),
            os: match windows_kind(ua) {
                Some(kind) if os == "Windows" => kind,
                _ => os,
            },
            os_version: match os {
                "Xbox" => until(after(ua, "Xbox; Xbox ").unwrap_or_default(), b")").to_owned(),
                "Windows" if windows_kind(ua).is_none() => windows_version(ua, lower).to_owned(),
                _ => version_after(ua, version_separator).unwrap_or_default(),
            },
            device_type: device_type(&device, environment),
            device,
        }
    }
}

/// Finds the first line whose condition holds. A line is `name|condition|extra`; a condition is alternatives parted by `,`
/// of marks joined with `&`, where `!` negates a mark and `~` takes it without regard to case. Gives name and extra.
fn find_rule(rules: &'static str, ua: &str, lower: &str) -> (&'static str, &'static str) {
    let holds = |mark: &str| match mark.as_bytes().first() {
        Some(b'!') => !contains(ua, &mark[1..]),
        Some(b'~') => contains(lower, &mark[1..]),
        _ => contains(ua, mark),
    };
    for rule in split(rules, b'\n') {
        let name = until(rule, b"|");
        let rest = &rule[name.len() + 1..];
        let condition = until(rest, b"|");
        if split(condition, b',').any(|marks| split(marks, b'&').all(holds)) {
            return (name, &rest[condition.len() + 1..]);
        }
    }
    ("", "")
}

/// The extra tells what stands before the version.
const BROWSERS: &str = "\
Opera Mini| OPR/&Mini|
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
Firefox|Gecko|Firefox/
";

/// The extra is the mark before the version and, as its last character, what parts the version's numbers.
const SYSTEMS: &str = "\
Xbox|Xbox; Xbox |
Nintendo|~nintendo|
PlayStation|~playstation|
BlackBerry|~blackberry,~playbook,~bb10|
Windows|~windows|
iOS|iPhone,iPad,iPod|OS _
watchOS|~watch|OS _
Android|Android|Android .
Mac OS X|Mac|Mac OS X _
Chrome OS|CrOS|
Linux|~linux,~debian|
";

const DEVICES: &str = "\
Xbox|~xbox|
Ouya|~ouya|
Windows Phone|~windows phone,~wpdesktop|
iPad|~ipad|
iPod Touch|~ipod|
iPhone|~iphone|
Apple Watch|~watch|
BlackBerry|~blackberry,~playbook,~bb10|
Kobo|~kobo|
Nokia|~nokia|
Kindle Fire|Kindle Fire,Silk/,KFTT,KFOT|
Android Tablet|Android&!Mobile,ZTE&!Mobile,Android&Nexus 7,Android&Nexus 9,Android&Nexus 10,Android&SM-T,Android&KFAPWI|
Android|Android,ZTE|
Generic mobile|~pda,~mobile|
Generic tablet|~tablet&!tablet pc&!Tablet PC|
";

/// The number after `Windows NT` and the name that it goes by.
const WINDOWS_VERSIONS: &str =
    "3.11=NT 3.11,3.51=NT 3.11,4.0=NT 4.0,5.0=2000,5.1=XP,5.2=XP,6.0=Vista,6.1=7,6.2=8,6.3=8.1,6.4=10,10.0=10";

fn browser(ua: &str, lower: &str, environment: &Environment, google_app: bool) -> (&'static str, &'static str) {
    if environment.is_brave {
        return ("Brave", "");
    }
    if google_app && contains(ua, "GSA/") {
        return ("Google Search App", "GSA/");
    }
    let found = find_rule(BROWSERS, ua, lower);
    let nothing_else = matches!(found.0, "" | "Safari" | "Mobile Safari" | "Pale Moon" | "Waterfox" | "Firefox");
    if contains(&environment.vendor, "Apple") && nothing_else {
        return (if contains(ua, "Mobile") { "Mobile Safari" } else { "Safari" }, "Version/");
    }
    found
}

/// The number `\d+(\.\d+)?` right after `mark`, as `parseFloat` and then `JSON.stringify` would write it.
fn decimal_after(text: &str, mark: &str) -> Option<String> {
    let rest = after(text, mark).filter(|_| !mark.is_empty())?;
    let whole = digits(rest);
    if whole.is_empty() {
        return decimal_after(rest, mark);
    }
    let zeros = leading(whole, |digit| digit == b'0').len();
    let mut out = String::from(if zeros == whole.len() { "0" } else { &whole[zeros..] });
    if let Some(fraction) = rest[whole.len()..].strip_prefix('.').map(digits)
        && let Some(last) = fraction.bytes().rposition(|digit| digit != b'0')
    {
        out.push('.');
        out.push_str(&fraction[..=last]);
    }
    Some(out)
}

fn digits(text: &str) -> &str {
    leading(text, |byte| byte.is_ascii_digit())
}

/// Two or three whole numbers behind a mark, joined with dots; a missing third is 0. `pattern` is the mark and, as its
/// last character, what parts the numbers.
fn version_after(text: &str, pattern: &str) -> Option<String> {
    let separator = pattern.chars().next_back()?;
    let rest = after(text, &pattern[..pattern.len() - 1])?;
    let major = digits(rest);
    let rest = rest[major.len()..].strip_prefix(separator)?;
    let minor = digits(rest);
    let patch = rest[minor.len()..].strip_prefix(separator).map_or("", digits);
    let whole = !major.is_empty() && !minor.is_empty();
    whole.then(|| [major, ".", minor, ".", if patch.is_empty() { "0" } else { patch }].concat())
}

/// The Windows that is no desktop's.
fn windows_kind(ua: &str) -> Option<&'static str> {
    match () {
        () if contains(ua, "Phone") || contains(ua, "WPDesktop") => Some("Windows Phone"),
        () if contains(ua, "Mobile") && !contains(ua, "IEMobile") => Some("Windows Mobile"),
        () => None,
    }
}

fn windows_version(ua: &str, lower: &str) -> &'static str {
    if contains(lower, "arm") {
        return "RT";
    }
    let number = leading(after(ua, "Windows NT ").unwrap_or_default(), |byte| byte.is_ascii_digit() || byte == b'.');
    let known = |version: &&str| until(version, b"=") == number;
    split(WINDOWS_VERSIONS, b',').find(known).map_or("", |version| &version[number.len() + 1..])
}

fn device(ua: &str, lower: &str) -> String {
    for (name, mark) in [("Nintendo", "nintendo"), ("PlayStation", "playstation")] {
        if let Some(at) = find(lower, mark) {
            // Lower-casing ASCII moves nothing, so places in `lower` are places in `ua`.
            let rest = &ua[at + mark.len()..];
            let model = leading(rest.strip_prefix(' ').unwrap_or(rest), |byte| byte.is_ascii_alphanumeric());
            return if model.is_empty() { name.to_owned() } else { [name, " ", model].concat() };
        }
    }
    find_rule(DEVICES, ua, lower).0.to_owned()
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
        UserAgent::read(&Environment { user_agent: ua.into(), ..Environment::default() }, false)
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
        assert_eq!(UserAgent::read(&desktop_mode(1600, 2560), false).device_type, "Tablet");
        assert_eq!(UserAgent::read(&desktop_mode(1080, 2400), false).device_type, "Mobile");
    }

    #[test]
    fn the_google_app_is_told_from_safari_where_asked() {
        let environment = Environment {
            user_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 GSA/306.0.6 Mobile/15E148 Safari/604.1"
                .into(),
            ..Environment::default()
        };
        let agent = UserAgent::read(&environment, true);
        assert_eq!((agent.browser, agent.browser_version.as_deref()), ("Google Search App", Some("306")));
        assert_eq!(UserAgent::read(&environment, false).browser, "Mobile Safari");
    }

    #[test]
    fn brave_tells_no_version() {
        let environment =
            Environment { user_agent: "Chrome/120.0 Safari".into(), is_brave: true, ..Environment::default() };
        let agent = UserAgent::read(&environment, false);
        assert_eq!((agent.browser, agent.browser_version), ("Brave", None));
    }
}
