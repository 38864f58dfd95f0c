//! Short names between the module and its bindings. wasm-bindgen's (`__wbg_setItem_1da2f113c48389af`) stand in both files,
//! and hashes do not compress. Imports get numbers, so that the bindings can be an array, which has no names.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use wasm_bindgen_cli_support::Output;

/// What wasm-bindgen calls the module that the imports come from, and what we do.
const BINDINGS: (&str, &str) = ("./hoofprint_bg.js", "g");

/// Old names, with the new ones.
#[derive(Default)]
pub(crate) struct Names {
    /// The new one is the place.
    imports: Vec<String>,
    exports: BTreeMap<String, String>,
}

impl Names {
    /// Renames the module's imports and exports. `memory` keeps its name: people look for it.
    pub(crate) fn shorten(output: &mut Output) -> Self {
        let mut names = Self::default();
        let module = output.wasm_mut();
        let mut imports: Vec<_> = module.imports.iter_mut().filter(|import| import.module == BINDINGS.0).collect();
        // As they stand in the bindings.
        imports.sort_by(|one, other| one.name.cmp(&other.name));
        for import in imports {
            import.module = BINDINGS.1.to_owned();
            let number = names.imports.len().to_string();
            names.imports.push(std::mem::replace(&mut import.name, number));
        }
        for export in module.exports.iter_mut().filter(|export| export.name != "memory") {
            let short = short(names.exports.len());
            names.exports.insert(std::mem::replace(&mut export.name, short.clone()), short);
        }
        names
    }

    /// Renames them in the bindings: imports are keys of an object, exports members of `wasm`.
    pub(crate) fn apply(&self, bindings: &str) -> Result<String> {
        let mut text = bindings.to_owned();
        let mut replace = |from: &str, to: &str| {
            ensure!(text.matches(from).count() == 1, "the bindings do not have `{}` once", from.trim());
            let at = text.find(from);
            text = text.replacen(from, to, 1);
            Ok(at)
        };
        if !self.imports.is_empty() {
            replace(&format!("\"{}\": ", BINDINGS.0), &format!("{}: ", BINDINGS.1))?;
            replace("const import0 = {\n        __proto__: null,", "const import0 = [")?;
            replace("\n    };\n    return {", "\n    ];\n    return {")?;
        }
        let mut last = None;
        for long in &self.imports {
            let at = replace(&format!("\n        {long}: "), "\n        ")?;
            ensure!(at > last, "the bindings have `{long}` in another place");
            last = at;
        }
        Ok(self.rename_members(&text))
    }

    fn rename_members(&self, text: &str) -> String {
        let is_part = |character: char| character.is_ascii_alphanumeric() || "_$".contains(character);
        let mut pieces = text.split("wasm.");
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (member, rest) = piece.split_at(piece.find(|character| !is_part(character)).unwrap_or(piece.len()));
            let is_whole = !out.ends_with(|character| is_part(character) || character == '.');
            let renamed = self.exports.get(member).filter(|_| is_whole);
            out.extend(["wasm.", renamed.map_or(member, String::as_str), rest]);
        }
        out
    }
}

/// The name of this number: `a` to `z`, `aa` to `zz`, and so on.
fn short(number: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(number % 26).unwrap_or_default());
    if number < 26 { letter.to_string() } else { short(number / 26 - 1) + &letter.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let map = |long: &str, short: &str| BTreeMap::from([(long.to_owned(), short.to_owned())]);
        Names { imports: ["__wbg_now_0123", "__wbg_set_4567"].map(String::from).into(), exports: map("capture", "b") }
    }

    const BINDINGS: &str = "
export function capture() { wasm.capture(wasm.memory); otherwasm.capture(); }
    const import0 = {
        __proto__: null,
        __wbg_now_0123: function() {},
        __wbg_set_4567: function(arg0) {},
    };
    return { \"./hoofprint_bg.js\": import0 };
";

    #[test]
    fn both_sides_are_renamed_and_nothing_else() {
        let text = names().apply(BINDINGS).unwrap();
        assert!(text.contains("function capture() { wasm.b(wasm.memory); otherwasm.capture(); }"), "{text}");
        let imports = "const import0 = [\n        function() {},\n        function(arg0) {},\n    ];";
        assert!(text.contains(imports), "{text}");
        assert!(text.contains("return { g: import0 }"), "{text}");
    }

    #[test]
    fn bindings_of_another_shape_are_refused() {
        assert!(names().apply(&BINDINGS.replace("now_0123:", "now_0123 :")).is_err());
        let swapped =
            BINDINGS.replace("now_0123:", "-").replace("set_4567:", "now_0123:").replace("__wbg_-", "__wbg_set_4567:");
        assert!(names().apply(&swapped).unwrap_err().to_string().contains("another place"));
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut all: Vec<String> = (0..2000).map(short).collect();
        assert_eq!([&*all[0], &*all[25], &*all[26], &*all[701], &*all[702]], ["a", "z", "aa", "zz", "aaa"]);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 2000);
    }
}
