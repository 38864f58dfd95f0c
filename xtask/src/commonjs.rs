//! A bundle for `require`, out of the same for `import`. esbuild's own hides the names of the exports in a helper, where neither
//! Node (for those who `import` such a file) nor TypeScript's tools find them.

use std::fmt::Write;

use anyhow::{Context, Result, ensure};
use regex::{Captures, Regex};

const IMPORT: &str = r#"\bimport\{([^}]*)\}from("[^"]*");"#;

/// The exports are the last statement.
const EXPORT: &str = r"export\{([^}]*)\};?\s*$";

/// The text of a module, as the bundler writes it, as a CommonJS script.
pub(crate) fn script(module: &str) -> Result<String> {
    let module = Regex::new(IMPORT)?.replace_all(module, |import: &Captures<'_>| {
        format!("const{{{}}}=require({});", import[1].replace(" as ", ":"), &import[2])
    });
    let export = Regex::new(EXPORT)?.captures(&module).context("the module exports nothing")?;
    let (all, names) = (export.get(0).context("the statement")?, &export[1]);
    let mut script = format!("\"use strict\";{}", &module[..all.start()]);
    script.push_str("Object.defineProperty(exports,\"__esModule\",{value:!0});");
    for export in names.split(',') {
        let (local, name) = export.split_once(" as ").unwrap_or((export, export));
        write!(script, "exports.{name}={local};")?;
    }
    ensure!(!script.contains("import{") && !script.contains("export{"), "the module has other imports or exports");
    Ok(script + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_and_exports_become_calls_and_assignments() {
        let module = "'use client';\nimport{a as b,c}from\"react\";import{d as e}from\"x\";var f=b(c,e),g=f;export{g as default,f as h,c};\n";
        let expected = "\"use strict\";'use client';\nconst{a:b,c}=require(\"react\");const{d:e}=require(\"x\");var f=b(c,e),g=f;\
            Object.defineProperty(exports,\"__esModule\",{value:!0});exports.default=g;exports.h=f;exports.c=c;\n";
        assert_eq!(script(module).unwrap(), expected);
    }

    #[test]
    fn a_script_is_no_module() {
        assert!(script("(()=>{})();").is_err());
        assert!(script("import*as a from\"b\";import{c}from'd';export{c};").is_err());
    }
}
