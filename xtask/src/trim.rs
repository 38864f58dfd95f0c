//! Bindings without what this core does not need. wasm-bindgen's are for any module: they load it in four ways, free what
//! JavaScript forgets, and recover from failures after which this facade calls the core no more.

use anyhow::{Context, Result, ensure};
use regex::Regex;

/// What stands under the bindings instead of wasm-bindgen's own.
const BASE: &str = include_str!("bindings.js");

/// Where the base begins in wasm-bindgen's text.
const BASE_BEGINS: &str = "\nfunction addHeapObject(";

/// Patterns of wasm-bindgen's text, and what takes their places.
const SHORTER: [(&str, &str); 10] = [
    // Members of an enumeration can be put in where they are used, once nobody can look up their names.
    (r"Object\.freeze\(\{([^}]*)\}\)", "{$1}"),
    (r#", "\d+": "\w+""#, ""),
    // Texts that were passed in before another one failed.
    (r"try \{\n((?:\s+(?:ptr|len)\d = .*\n)+)\s+\} catch \(e\) \{\n(?:\s+if \(ptr\d\).*\n)+\s+throw e;\n\s+\}", "$1"),
    (
        r"function\(\) \{ return handleError\(function \(([^)]*)\) \{((?s:.*?))\n        \}, arguments\); \},",
        "handleError(($1) => {$2\n        }),",
    ),
    (r"\n        function\(([^)]*)\) \{", "\n        ($1) => {"),
    // Every engine that runs the core has `globalThis`, which is asked for first.
    (r"const ret = typeof globalThis === 'undefined' \? undefined : globalThis;", "const ret = globalThis;"),
    (r"const ret = typeof \w+ === 'undefined' \? undefined : \w+;\n.*", "return 0;"),
    (
        r"var ptr1 = isLikeNone\(ret\) \? 0 : passStringToWasm0\(ret, .*\n\s+var len1 = .*\n.* 4 \* 1, len1, true\);\n.* 4 \* 0, ptr1, true\);",
        "giveText(arg0, ret);",
    ),
    (
        r"const ptr1 = passStringToWasm0\(ret, .*\n\s+const len1 = .*\n.* 4 \* 1, len1, true\);\n.* 4 \* 0, ptr1, true\);",
        "giveText(arg0, ret ?? '');",
    ),
    (r"passStringToWasm0\((\w+), wasm\.\w+, wasm\.\w+\)", "passStringToWasm0($1)"),
];

/// The bindings, with `imports()` for an instance of the module, and `start(instance)`.
pub(crate) fn trim(bindings: &str) -> Result<String> {
    let (head, base) = bindings.split_once(BASE_BEGINS).context("the bindings have another base")?;
    let name = |pattern: &str, text: &str| -> Result<String> {
        let found = Regex::new(pattern)?.captures(text).with_context(|| format!("the bindings have no `{pattern}`"))?;
        Ok(found[1].to_owned())
    };
    let malloc = name(r"passStringToWasm0\(\w+, wasm\.(\w+),", head)?;
    let realloc = name(r"passStringToWasm0\(\w+, wasm\.\w+, wasm\.(\w+)\)", head)?;
    let store_error = name(r"wasm\.(\w+)\(addHeapObject\(e\)\)", base)?;
    let mut head = head.to_owned();
    for (pattern, shorter) in SHORTER {
        head = Regex::new(pattern)?.replace_all(&head, shorter).into_owned();
    }
    let defined = Regex::new(r"function (\w+)\(")?;
    for function in defined.captures_iter(&format!("function addHeapObject({base}")) {
        let call = format!("{}(", &function[1]);
        ensure!(!head.contains(&call) || BASE.contains(&format!("function {call}")), "bindings.js lacks `{call}`");
    }
    ensure!(!head.contains("_wbg_cb_unref"), "the core drops closures, which bindings.js keeps");
    let base = BASE.replace("wasm.MALLOC", &format!("wasm.{malloc}"));
    let base = base.replace("wasm.REALLOC", &format!("wasm.{realloc}")).replace("STORE_ERROR", &store_error);
    Ok(head + "\n" + &base)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BINDINGS: &str = r#"
export const Call = Object.freeze({
    /** The first. */
    Capture: 0, "0": "Capture",
});
export function call(a, b) {
    let ptr0, len0, ptr1, len1;
    try {
        ptr0 = passStringToWasm0(a, wasm.h, wasm.i);
        len0 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr0) { wasm.j(ptr0, len0 * 1, 1); }
        throw e;
    }
    wasm.b(ptr0, len0);
}
function __wbg_get_imports() {
    const import0 = [
        function() { return handleError(function (arg0, arg1) {
            const ret = getObject(arg1).cookie;
            const ptr1 = passStringToWasm0(ret, wasm.h, wasm.i);
            const len1 = WASM_VECTOR_LEN;
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
        }, arguments); },
        function(arg0) {
            getObject(arg0).visitor();
        },
    ];
}

function addHeapObject(obj) {
}

function getObject(idx) { return heap[idx]; }

function handleError(f, args) {
    wasm.k(addHeapObject(e));
}

function passStringToWasm0(arg, malloc, realloc) {
}

function takeObject(idx) {
}

export { initSync, __wbg_init as default };
"#;

    #[test]
    fn what_is_not_needed_goes() {
        let text = trim(BINDINGS).unwrap();
        let (head, base) = text.split_once("let wasm;").unwrap();
        assert!(head.contains("Call = {\n    /** The first. */\n    Capture: 0,\n};"), "{head}");
        assert!(head.contains("ptr0 = passStringToWasm0(a);\n        len0 = WASM_VECTOR_LEN;"), "{head}");
        assert!(
            head.contains("        handleError((arg0, arg1) => {\n            const ret = getObject(arg1).cookie;"),
            "{head}"
        );
        assert!(head.contains("cookie;\n            giveText(arg0, ret ?? '');\n        }),"), "{head}");
        assert!(head.contains("        (arg0) => {"), "{head}");
        assert!(!head.contains("catch") && !base.contains("initSync"), "{text}");
        assert!(
            base.contains("wasm.h(length, 1)")
                && base.contains("wasm.i(pointer,")
                && base.contains("wasm.k(addHeapObject(error))"),
            "{base}"
        );
    }

    #[test]
    fn bindings_that_stand_on_more_are_refused() {
        let more = BINDINGS
            .replace(".visitor()", ".visitor(getArrayF64FromWasm0(arg0))")
            .replace("function takeObject(", "function getArrayF64FromWasm0(ptr) {\n}\n\nfunction takeObject(");
        assert!(trim(&more).unwrap_err().to_string().contains("getArrayF64FromWasm0"));
        assert!(trim(&BINDINGS.replace(".visitor()", "._wbg_cb_unref()")).is_err());
        assert!(trim("").is_err());
    }
}
