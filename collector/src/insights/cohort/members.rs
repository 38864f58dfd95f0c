//! Membership, as it was looked up.

/// Who is in a cohort.
#[derive(Debug, Clone, PartialEq)]
pub enum Members {
    /// By a person's number.
    Persons(Vec<bool>),
    /// By a group's row.
    Groups(Vec<bool>),
    /// Some of both kinds, of which one is enough, or all are needed.
    Joined(bool, Vec<Members>),
}

impl Members {
    /// Whether a person, acting for a group, is in it. Of one that is not there nothing holds.
    pub fn holds(&self, person: Option<u32>, group: Option<u32>) -> bool {
        let is_in = |flags: &[bool], number: Option<u32>| {
            number.is_some_and(|number| flags.get(number as usize).copied().unwrap_or(false))
        };
        match self {
            Self::Persons(flags) => is_in(flags, person),
            Self::Groups(flags) => is_in(flags, group),
            Self::Joined(true, parts) => parts.iter().any(|part| part.holds(person, group)),
            Self::Joined(false, parts) => parts.iter().all(|part| part.holds(person, group)),
        }
    }

    /// Everybody else.
    pub(super) fn negated(mut self) -> Self {
        match &mut self {
            Self::Persons(flags) | Self::Groups(flags) => flags.iter_mut().for_each(|flag| *flag = !*flag),
            Self::Joined(any, parts) => {
                *any = !*any;
                parts.iter_mut().for_each(|part| *part = std::mem::replace(part, Self::Persons(Vec::new())).negated());
            }
        }
        self
    }

    /// Those in any of `parts`, or in all. Parts of one kind become one.
    pub(super) fn joined(any: bool, parts: Vec<Self>) -> Self {
        let mut joined: Vec<Self> = Vec::new();
        for part in parts {
            let same = joined.iter_mut().find_map(|known| match (known, &part) {
                (Self::Persons(known), Self::Persons(flags)) | (Self::Groups(known), Self::Groups(flags)) => {
                    Some((known, flags))
                }
                _ => None,
            });
            match same {
                Some((known, flags)) if any => known.iter_mut().zip(flags).for_each(|(known, flag)| *known |= flag),
                Some((known, flags)) => known.iter_mut().zip(flags).for_each(|(known, flag)| *known &= flag),
                None => joined.push(part),
            }
        }
        if joined.len() == 1 { joined.swap_remove(0) } else { Self::Joined(any, joined) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn persons(flags: [bool; 2]) -> Members {
        Members::Persons(flags.to_vec())
    }

    fn groups(flags: [bool; 2]) -> Members {
        Members::Groups(flags.to_vec())
    }

    #[test]
    fn parts_of_one_kind_become_one() {
        let parts = || vec![persons([true, false]), persons([true, true])];
        assert_eq!(Members::joined(true, parts()), persons([true, true]));
        assert_eq!(Members::joined(false, parts()), persons([true, false]));
    }

    #[test]
    fn persons_and_groups_together() {
        let parts = || vec![persons([true, false]), groups([false, true]), persons([true, true])];
        let (any, all) = (Members::joined(true, parts()), Members::joined(false, parts()));
        for (person, group, in_any, in_all) in [(0, 0, true, false), (0, 1, true, true), (1, 1, true, false)] {
            assert_eq!(any.holds(Some(person), Some(group)), in_any);
            assert_eq!(all.holds(Some(person), Some(group)), in_all);
            assert_eq!(any.clone().negated().holds(Some(person), Some(group)), !in_any);
            assert_eq!(all.clone().negated().holds(Some(person), Some(group)), !in_all);
        }
        assert!(any.holds(None, Some(1)) && !all.holds(None, Some(1)) && !any.holds(None, Some(9)));
    }

    #[test]
    fn nothing_asked_is_nobody_or_everybody() {
        assert!(!Members::joined(true, Vec::new()).holds(Some(0), None));
        assert!(Members::joined(false, Vec::new()).holds(Some(0), None));
    }
}
