//! Versions, by their three numbers. PostHog's libraries leave pre-releases out of the comparison, so no crate's order fits.

/// Major, minor, patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version([u64; 3]);

impl Version {
    /// Reads `v1.2.3-beta+build`; missing numbers are 0.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = bare(text);
        let core = text.split(['-', '+']).next().filter(|core| !core.is_empty() && !core.starts_with('.'))?;
        let mut version = [0; 3];
        for (place, part) in version.iter_mut().zip(core.split('.')) {
            if !part.is_empty() {
                *place = number(part)?;
            }
        }
        Some(Self(version))
    }

    /// The first version that has another number at `place`.
    fn next(self, place: usize) -> Self {
        let mut next = [0; 3];
        next[..=place].copy_from_slice(&self.0[..=place]);
        next[place] = next[place].saturating_add(1);
        Self(next)
    }
}

/// The versions that a filter lets pass.
#[derive(Debug)]
pub(super) enum Range {
    Equal(Version),
    NotEqual(Version),
    Above(Version),
    From(Version),
    Below(Version),
    UpTo(Version),
    Within(Version, Version),
}

impl Range {
    /// Whether there is such a relation.
    pub(super) fn knows(relation: &str) -> bool {
        matches!(relation, "eq" | "neq" | "gt" | "gte" | "lt" | "lte" | "tilde" | "caret" | "wildcard")
    }

    /// The versions that stand so to that of `text`, which is none if it cannot be read.
    pub(super) fn new(relation: &str, text: &str) -> Option<Self> {
        if relation == "wildcard" {
            return wildcard(text);
        }
        let version = Version::parse(text)?;
        Some(match relation {
            "eq" => Self::Equal(version),
            "neq" => Self::NotEqual(version),
            "gt" => Self::Above(version),
            "gte" => Self::From(version),
            "lt" => Self::Below(version),
            "lte" => Self::UpTo(version),
            "tilde" => Self::Within(version, version.next(1)),
            _ => {
                let leading = version.0.iter().position(|number| *number > 0).unwrap_or(2);
                Self::Within(version, version.next(leading))
            }
        })
    }

    pub(super) fn contains(&self, version: Version) -> bool {
        match *self {
            Self::Equal(wanted) => version == wanted,
            Self::NotEqual(wanted) => version != wanted,
            Self::Above(wanted) => version > wanted,
            Self::From(wanted) => version >= wanted,
            Self::Below(wanted) => version < wanted,
            Self::UpTo(wanted) => version <= wanted,
            Self::Within(first, end) => first <= version && version < end,
        }
    }
}

/// `1.*` is all of 1, and `1.2.*` all of 1.2. What follows the second number says nothing.
fn wildcard(text: &str) -> Option<Range> {
    let text = bare(text);
    let text = text.strip_suffix(".*").or_else(|| text.strip_suffix('*')).unwrap_or(text);
    let mut parts = text.split('.');
    let major = number(parts.next()?)?;
    let (first, place) = match parts.next() {
        None => (Version([major, 0, 0]), 0),
        Some(minor) => (Version([major, number(minor)?, 0]), 1),
    };
    Some(Range::Within(first, first.next(place)))
}

fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix(['v', 'V']).unwrap_or(text)
}

fn number(part: &str) -> Option<u64> {
    let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = is_number && (part.len() == 1 || !part.starts_with('0'));
    is_plain.then(|| part.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let cases = [
            ("1.2.3", Some([1, 2, 3])),
            (" v1.2 ", Some([1, 2, 0])),
            ("V7", Some([7, 0, 0])),
            ("1.2.3-beta.4+build", Some([1, 2, 3])),
            ("1.2.3.4", Some([1, 2, 3])),
            ("1..3", Some([1, 0, 3])),
            ("99999999999999999999", Some([u64::MAX, 0, 0])),
            ("01.2", None),
            (".1", None),
            ("", None),
            ("-1", None),
            ("1.x", None),
            ("vv1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Version::parse(text).map(|version| version.0), expected, "{text}");
        }
    }

    #[test]
    fn ranges() {
        let cases = [
            ("eq", "1.2", "1.2.0-rc1", true),
            ("neq", "1.2", "1.2.1", true),
            ("gt", "1.2.3", "1.10.0", true),
            ("gte", "1.2.3", "1.2.3", true),
            ("lt", "2", "1.99.99", true),
            ("lte", "2", "2.0.1", false),
            ("tilde", "1.2.3", "1.2.9", true),
            ("tilde", "1.2.3", "1.3.0", false),
            ("tilde", "1.2.3", "1.2.2", false),
            ("caret", "1.2.3", "1.9.0", true),
            ("caret", "1.2.3", "2.0.0", false),
            ("caret", "0.2.3", "0.2.9", true),
            ("caret", "0.2.3", "0.3.0", false),
            ("caret", "0.0.3", "0.0.3", true),
            ("caret", "0.0.3", "0.0.4", false),
            ("caret", "0.0.0", "0.0.0", true),
            ("wildcard", "1.*", "1.9.9", true),
            ("wildcard", "1.*", "2.0.0", false),
            ("wildcard", "v1.2.*", "1.2.7", true),
            ("wildcard", "1.2.3", "1.2.9", true),
            ("wildcard", "1", "1.5.0", true),
        ];
        for (relation, wanted, version, expected) in cases {
            let range = Range::new(relation, wanted).unwrap();
            assert_eq!(range.contains(Version::parse(version).unwrap()), expected, "{version} {relation} {wanted}");
        }
        for (relation, wanted) in [("eq", "x"), ("wildcard", "*"), ("wildcard", "1.x.*"), ("wildcard", "")] {
            assert!(Range::new(relation, wanted).is_none(), "{relation} {wanted}");
        }
    }
}
