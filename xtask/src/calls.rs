//! The numbers of the core's calls, as constants that the bundler writes where they are used. wasm-bindgen makes an object of an
//! enumeration, with every name in it twice.

use std::fmt::Write;

use anyhow::{Context, Result, ensure};

/// How the enumeration begins and ends in the bindings.
const OBJECT: (&str, &str) = ("export const Call = Object.freeze({", "});");

/// Takes the enumeration out of the bindings; gives these without it, and a module with a constant for each call.
pub(crate) fn take(bindings: &str) -> Result<(String, String)> {
    let (before, rest) = bindings.split_once(OBJECT.0).context("the bindings have no `Call`")?;
    let (members, after) = rest.split_once(OBJECT.1).context("`Call` has no end in the bindings")?;
    let mut module = String::new();
    for line in members.lines() {
        // `Capture: 0, "0": "Capture",`; the other lines are comments.
        if let Some((name, number)) = line.split(',').next().and_then(|member| member.trim().split_once(": "))
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && number.bytes().all(|byte| byte.is_ascii_digit())
        {
            writeln!(module, "export const {name} = {number};")?;
        }
    }
    ensure!(!module.is_empty(), "`Call` has no members in the bindings");
    Ok((format!("{before}{after}"), module))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_becomes_a_constant() {
        let bindings = "let a;\nexport const Call = Object.freeze({\n    /**\n     * Captures: 1, 2\n     */\n    \
            Capture: 0, \"0\": \"Capture\",\n    Reset: 1, \"1\": \"Reset\",\n});\nlet b;\n";
        let (rest, module) = take(bindings).unwrap();
        assert_eq!(module, "export const Capture = 0;\nexport const Reset = 1;\n");
        assert_eq!(rest, "let a;\n\nlet b;\n");
        assert!(take("export function call() {}").is_err());
    }
}
