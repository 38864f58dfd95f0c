//! The module without what wasm-bindgen leaves in it for nobody. Every function that a crate could give JavaScript as a closure
//! stands in the module's table, where an optimiser has to take it for used, whether or not anybody makes such a closure.

use walrus::{ElementItems, FunctionBuilder, Module};

/// Parts of the names of functions of the table that JavaScript alone calls, in closures: how wasm-bindgen calls these, and the
/// tasks that js-sys runs by them. `bindings.js` has no closures; `trim` refuses bindings that want some.
const CLOSURES: [&str; 2] = ["::convert::closures::", "::futures::"];

/// Exports for JavaScript that begins anew with another instance after an abort.
const RESTARTS: [&str; 2] = ["__abort_handler", "__instance_terminated"];

/// Puts a function that traps into the places of those that nobody calls.
pub(crate) fn prune(module: &mut Module) {
    let mut trap = FunctionBuilder::new(&mut module.types, &[], &[]);
    trap.func_body().unreachable();
    let trap = trap.finish(Vec::new(), &mut module.funcs);
    for element in module.elements.iter_mut() {
        let ElementItems::Functions(functions) = &mut element.items else { continue };
        for function in functions {
            let name = module.funcs.get(*function).name.as_deref().unwrap_or_default();
            if CLOSURES.iter().any(|part| name.contains(part)) {
                *function = trap;
            }
        }
    }
    for name in RESTARTS {
        // Where there is none, all is well.
        _ = module.exports.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use walrus::{ConstExpr, ElementKind, FunctionId, RefType, ir::Value};

    use super::*;

    fn function(module: &mut Module, name: &str) -> FunctionId {
        let mut function = FunctionBuilder::new(&mut module.types, &[], &[]);
        function.name(name.to_owned());
        function.finish(Vec::new(), &mut module.funcs)
    }

    #[test]
    fn what_only_closures_call_goes_and_the_rest_keeps_its_place() {
        let mut module = Module::default();
        let names =
            ["one", "wasm_bindgen[0]::convert::closures::_::invoke::<bool, true>", "js_sys[0]::futures::wake", "two"];
        let functions = names.map(|name| function(&mut module, name));
        let table = module.tables.add_local(false, 4, None, RefType::FUNCREF);
        let kind = ElementKind::Active { table, offset: ConstExpr::Value(Value::I32(0)) };
        module.elements.add(kind, ElementItems::Functions(functions.to_vec()));
        module.exports.add("__abort_handler", functions[0]);
        module.exports.add("memory", functions[0]);
        prune(&mut module);
        let ElementItems::Functions(left) = &module.elements.iter().next().unwrap().items else { panic!() };
        assert_eq!([left[0], left[3]], [functions[0], functions[3]]);
        assert!(left[1] == left[2] && !functions.contains(&left[1]));
        assert_eq!(module.exports.iter().map(|export| &*export.name).collect::<Vec<_>>(), ["memory"]);
    }
}
