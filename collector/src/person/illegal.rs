//! Distinct ids that many visitors share by mistake, so that no person may be merged through them.

const ANY_CASE: &[&str] = &[
    "anonymous",
    "guest",
    "distinctid",
    "distinct_id",
    "id",
    "not_authenticated",
    "email",
    "undefined",
    "true",
    "false",
];
const EXACT: &[&str] = &["[object Object]", "NaN", "None", "none", "null", "0", "undefined"];

/// Whether persons must not be merged through `id`.
pub fn is_illegal(id: &str) -> bool {
    if id.trim().is_empty() {
        return true;
    }
    let bare = ['\'', '"'].iter().find_map(|quote| id.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(id);
    EXACT.contains(&bare) || ANY_CASE.iter().any(|word| bare.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table() {
        let illegal = [
            "",
            "  ",
            "\t\n",
            "anonymous",
            "Guest",
            "DISTINCT_ID",
            "distinctid",
            "id",
            "ID",
            "not_authenticated",
            "email",
            "undefined",
            "Undefined",
            "true",
            "FALSE",
            "[object Object]",
            "NaN",
            "None",
            "none",
            "null",
            "0",
            "'null'",
            "\"guest\"",
            "'0'",
            "\"[object Object]\"",
        ];
        let legal = [" guest ", "nan", "NULL", "NONE", "00", "guest1", "'guest\"", "user-1", "'", "[object object]"];
        illegal.iter().for_each(|id| assert!(is_illegal(id), "{id} passed"));
        legal.iter().for_each(|id| assert!(!is_illegal(id), "{id} was refused"));
    }
}
