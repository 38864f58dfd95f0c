//! The project token: its shape, and where it is looked for.

use crate::error::Refusal;
use crate::limits;

/// The one token of a request whose events carry their own.
pub fn common<'a>(mut found: impl Iterator<Item = &'a str>) -> Result<&'a str, Refusal> {
    let Some(first) = found.next() else {
        return Err(Refusal::unauthorized(
            "api_key",
            "event submitted without an api_key; send the project token as `api_key` or `properties.token`",
        ));
    };
    if found.any(|other| other != first) {
        return Err(Refusal::unauthorized(
            "api_key",
            "batch submitted with inconsistent api_key values; send one request for each project",
        ));
    }
    Ok(first)
}

/// Trims the token and checks its shape.
pub fn check(token: &str) -> Result<&str, Refusal> {
    let token = token.trim();
    let fault = if token.is_empty() {
        "empty"
    } else if token.len() > limits::TOKEN_BYTES {
        "too_long"
    } else if !token.is_ascii() {
        "not_ascii"
    } else if token.starts_with("phx_") {
        "personal_api_key"
    } else if token.contains('\0') {
        "null_byte"
    } else {
        return Ok(token);
    };
    Err(Refusal::unauthorized("api_key", format!("API key is not valid: {fault}; send the project token")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        assert_eq!(check(" phc_abc\n").unwrap(), "phc_abc");
        assert_eq!(check(&"x".repeat(64)).unwrap().len(), 64);
        for (token, fault) in [
            ("", "empty"),
            ("   ", "empty"),
            (&*"x".repeat(65), "too_long"),
            ("schlüssel", "not_ascii"),
            ("phx_secret", "personal_api_key"),
            ("a\0b", "null_byte"),
        ] {
            let Err(refusal) = check(token) else { panic!("{token} passed") };
            assert!(refusal.to_string().contains(&format!("not valid: {fault};")), "{refusal}");
        }
    }
}
