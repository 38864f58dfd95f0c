//! The functions of the module by their size: where to look for bytes to save.

use std::{collections::HashMap, fmt::Write};

use anyhow::Result;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::{toolchain, wasm, workspace::Workspace};

/// Prints the `count` largest functions, each with its bytes of code and its share of all of it.
pub(crate) fn run(workspace: &Workspace, count: usize) -> Result<()> {
    let module = wasm::named(workspace, &toolchain::pick()?)?;
    print!("{}", table(&measure(&module)?, count));
    Ok(())
}

/// Each function's name and bytes, the largest first.
fn measure(module: &[u8]) -> Result<Vec<(String, usize)>> {
    let (mut imported, mut sizes, mut names) = (0, Vec::new(), HashMap::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(subsections) = section.as_known() {
                    for subsection in subsections {
                        if let Name::Function(functions) = subsection? {
                            for function in functions {
                                let function = function?;
                                names.insert(function.index, function.name.to_owned());
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let name = |index: u32| names.get(&index).cloned().unwrap_or_else(|| format!("function {index}"));
    let mut functions: Vec<_> = (imported..).map(name).zip(sizes).collect();
    functions.sort_by_key(|(_, size)| usize::MAX - size);
    Ok(functions)
}

fn table(functions: &[(String, usize)], count: usize) -> String {
    let all: usize = functions.iter().map(|(_, size)| size).sum();
    let mut text =
        format!("{:>8}{:>8}  function ({} in all, {all} bytes of code)\n", "bytes", "share", functions.len());
    for (name, size) in functions.iter().take(count) {
        let share = 100.0 * *size as f64 / all as f64;
        let _ = writeln!(text, "{size:>8}{share:>7.1}%  {name}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports one function and has two, of 4 and 2 bytes, of which the first is called `large`.
    const MODULE: &[u8] =
        b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x07\x01\x01m\x01f\0\0\x03\x03\x02\0\0\x0a\x09\x02\x04\0\x01\x01\x0b\
        \x02\0\x0b\0\x0f\x04name\x01\x08\x01\x01\x05large";

    #[test]
    fn functions_are_listed_by_size_under_their_names() {
        let functions = measure(MODULE).unwrap();
        assert_eq!(functions, [("large".to_owned(), 4), ("function 2".to_owned(), 2)]);
        let table = table(&functions, 1);
        assert_eq!(table.lines().nth(1), Some("       4   66.7%  large"), "{table}");
    }
}
